import { parseArgs } from 'node:util';

export interface FuzzRunOptions {
  readonly minutes: number;
  readonly seed: number;
  /** Unset: all targets. */
  readonly only: readonly string[] | undefined;
}

export const USAGE = `usage: npm run fuzz -- [--minutes N] [--seed N] [--only TARGET[,TARGET…]]

Sends mutated inputs to every part of tickerspan that reads untrusted text, and checks the laws of each part. The
targets share the time equally. An input that breaks a law, ends the process or makes it hang is saved in
test/fuzz/corpus as crash-…, and the exit code is 1. Fix the fault and commit the file: npm test then runs it every
time. An input that shows new behavior is also saved there.

  --minutes N   total time; 2 by default, at most 600
  --seed N      draws other inputs; random by default, printed at the start
  --only NAMES  only these targets
`;

/** @throws Error with a message for the user. */
export function optionsIn(args: readonly string[], names: readonly string[]): FuzzRunOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const minutes = numberIn('--minutes', values.minutes, { min: 0.01, max: 600 });
  const seed =
    values.seed === undefined
      ? Math.floor(Math.random() * 2 ** 31)
      : Math.floor(numberIn('--seed', values.seed, { min: 0, max: 2 ** 31 - 1 }));
  const only = values.only?.split(',');
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`--only: unknown target "${unknown}". The targets are ${names.join(', ')}.`);
  return { minutes, seed, only };
}

function numberIn(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max))
    throw new Error(`${name} must be a number from ${min} to ${max}, not "${text}".`);
  return value;
}
