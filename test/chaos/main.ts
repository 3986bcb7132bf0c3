/** `npm run chaos`: see USAGE below. */
import { parseArgs } from 'node:util';
import { findFaketime } from './clock.ts';
import { mountSmallDisk } from './disk.ts';
import { FAULT_KINDS, type Need } from './fault-kinds.ts';
import { type RunResult, run, seconds } from './run.ts';
import { scheduleOf } from './schedule.ts';

const USAGE = `usage: npm run chaos -- [--seed N] [--seeds N] [--short | --minutes N] [--only FAULT,…] [--recover SECONDS]

Runs two API processes and two workers of the build against a real Redis, and puts articles under load while
things fail: clients, kills, Redis, its network, clocks, quote providers, receivers of webhooks, a deploy.
When the faults are over, everything that was accepted must come to its end by itself, once, and in balance.
Nothing is done by hand meanwhile: no redrive, no reconcile.

  --seed N       which faults, in which order; the same seed gives the same run (default 1)
  --seeds N      runs so many seeds in a row, from --seed on (default 1)
  --short        a run of about a minute and a half
  --minutes N    more faults, for about so many minutes a seed
  --only FAULT   these faults only, each once; parted by commas, and kill-* is all that begin so
  --recover N    how many seconds after the last fault everything must be done (default 90)
  --list         prints the faults

Exits with 0 when every seed passed, with 1 when something was found, with 2 for a wrong command line.
`;

/** The approximate duration of one round of faults. */
const MINUTES_PER_ROUND = 2.5;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function optionsIn(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      recover: { type: 'string', default: '90' },
      only: { type: 'string' },
      short: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const whole = (name: 'seed' | 'seeds' | 'recover' | 'minutes'): number => {
    const text = values[name] ?? '0';
    if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, not ${text}`);
    return Number(text);
  };
  const only = values.only?.split(',').flatMap(kindsCalled);
  return {
    seed: whole('seed'),
    seeds: whole('seeds'),
    recoverSeconds: whole('recover'),
    rounds: Math.max(1, Math.round(whole('minutes') / MINUTES_PER_ROUND)),
    isShort: values.short,
    only,
    isList: values.list,
    isHelp: values.help,
    /** The options that repeat the same run, without the seed. */
    replay: args
      .filter((arg, at) => !/^--seeds?\b/.test(arg) && !/^--seeds?$/.test(args[at - 1] ?? ''))
      .join(' '),
  };
}

function kindsCalled(pattern: string): readonly string[] {
  const [beginning = '', ...rest] = pattern.split('*');
  const names = FAULT_KINDS.map(({ name }) => name).filter((name) =>
    rest.length > 0 ? name.startsWith(beginning) : name === pattern,
  );
  if (names.length === 0) throw new Error(`no fault is called ${pattern}: see --list`);
  return names;
}

/** Returns the faults that this machine does not support, and prints each. */
function impossible(): readonly string[] {
  using disk = mountSmallDisk();
  const isMissing: Readonly<Record<Need, boolean>> = {
    tmpfs: disk === undefined,
    faketime: findFaketime() === undefined,
  };
  const reasons: Readonly<Record<Need, string>> = {
    tmpfs: 'this user may not mount a tmpfs',
    faketime: "libfaketime is not there (Debian's package faketime)",
  };
  const kinds = FAULT_KINDS.filter(({ needs }) => needs && isMissing[needs]);
  for (const { name, needs } of kinds) say(`skipped: ${name}, because ${needs && reasons[needs]}`);
  return kinds.map(({ name }) => name);
}

function tellResult(seed: number, { findings, recoveries, settledMs, totals, directory }: RunResult): void {
  say('');
  for (const { name, ms } of recoveries)
    say(`  ${(ms === null ? 'never' : seconds(ms)).padStart(8)} to recover from ${name}`);
  say(`  ${seconds(settledMs).padStart(8)} until all was done after the load`);
  say(
    `  ${Object.entries(totals)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}`,
  );
  for (const { what, count, examples } of findings)
    say(`  BAD: ${what}: ${count}, such as ${examples.join('; ')}`);
  if (findings.length > 0) say(`  logs: ${directory}`);
  say(`seed ${seed}: ${findings.length === 0 ? 'passed' : 'FAILED'}`);
}

async function main(): Promise<number> {
  const options = optionsIn(process.argv.slice(2));
  if (options.isHelp) {
    say(USAGE);
    return 0;
  }
  if (options.isList) {
    for (const { name, sentence } of FAULT_KINDS) say(`${name.padEnd(28)}${sentence}`);
    return 0;
  }
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (interrupted.signal.aborted ? process.exit(2) : interrupted.abort()));
  }
  const without = impossible();
  const failed: number[] = [];
  for (let seed = options.seed; seed < options.seed + options.seeds; seed += 1) {
    const { rounds, isShort, only, recoverSeconds } = options;
    const episodes = scheduleOf({ seed, rounds, isShort, without, ...(only ? { only } : {}) });
    say(`\nseed ${seed}: ${episodes.length} episodes`);
    const result = await run({
      seed,
      episodes,
      recoverSeconds,
      signal: interrupted.signal,
      tell: (atMs, text) => say(`  ${`+${seconds(atMs)}`.padStart(9)}  ${text}`),
    });
    tellResult(seed, result);
    if (result.findings.length > 0) failed.push(seed);
    if (interrupted.signal.aborted) throw new Error('interrupted');
  }
  for (const seed of failed) say(`once more: npm run chaos -- --seed ${seed} ${options.replay}`);
  return failed.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
