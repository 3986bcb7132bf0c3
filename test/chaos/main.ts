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
When the faults are over, every accepted article must end without help, exactly once, and the ledger must balance.
The run never calls redrive or reconcile.

  --seed N       chooses the faults and their order; the same seed gives the same run (default 1)
  --seeds N      runs N consecutive seeds, starting with --seed (default 1)
  --short        a run of about a minute and a half
  --minutes N    more faults, for about N minutes per seed
  --only FAULT   only these faults, each once; separated by commas, and kill-* means all that begin with kill-
  --recover N    the number of seconds after the last fault in which all work must end (default 90)
  --list         prints the faults

Exits with 0 if every seed passed, with 1 if there were findings, and with 2 for an invalid command line.
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
  if (names.length === 0) throw new Error(`unknown fault ${pattern}: see --list`);
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
    faketime: "libfaketime is missing (Debian's package faketime)",
  };
  const kinds = FAULT_KINDS.filter(({ needs }) => needs && isMissing[needs]);
  for (const { name, needs } of kinds) say(`skipped: ${name}, because ${needs && reasons[needs]}`);
  return kinds.map(({ name }) => name);
}

function printResult(seed: number, { findings, recoveries, settledMs, totals, directory }: RunResult): void {
  say('');
  for (const { name, ms } of recoveries)
    say(`  ${(ms === null ? 'never' : seconds(ms)).padStart(8)} to recover from ${name}`);
  say(`  ${seconds(settledMs).padStart(8)} until all work was done after the load`);
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
      report: (atMs, text) => say(`  ${`+${seconds(atMs)}`.padStart(9)}  ${text}`),
    });
    printResult(seed, result);
    if (result.findings.length > 0) failed.push(seed);
    if (interrupted.signal.aborted) throw new Error('interrupted');
  }
  for (const seed of failed) say(`to repeat: npm run chaos -- --seed ${seed} ${options.replay}`);
  return failed.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
