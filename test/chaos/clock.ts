import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The clock of one process, which can be stepped while it runs. */
export interface SteppedClock {
  /** Variables for the environment of the process. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets the offset from the machine's clock: `-1h`, `+70m`, `+0`. */
  step(offset: string): void;
}

/** Finds libfaketime of Debian's package `faketime`, or returns undefined. */
export function findFaketime(): string | undefined {
  const machine = spawnSync('uname', ['-m'], { encoding: 'utf8' }).stdout.trim();
  const library = join('/usr/lib', `${machine}-linux-gnu`, 'faketime');
  try {
    return readdirSync(library).includes('libfaketimeMT.so.1')
      ? join(library, 'libfaketimeMT.so.1')
      : undefined;
  } catch {
    return undefined;
  }
}

/** @param file holds the offset, which the process reads. */
export function steppedClock(library: string, file: string): SteppedClock {
  const step = (offset: string): void => writeFileSync(file, `${offset}\n`);
  step('+0');
  return {
    step,
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      // The process reads the file again whenever it reads the clock.
      FAKETIME_NO_CACHE: '1',
      // The monotonic clock measures durations and never steps, so it is not faked.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  };
}
