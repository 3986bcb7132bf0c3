import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The clock of one process, which can be stepped while it runs. */
export interface SteppedClock {
  /** For the environment of the process. */
  readonly env: Readonly<Record<string, string>>;
  /** By how much it is ahead of the machine's: `-1h`, `+70m`, `+0`. */
  step(offset: string): void;
}

/** libfaketime of Debian's `faketime`; undefined where it is not there. */
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

/** @param file is written to; the process reads the offset there. */
export function steppedClock(library: string, file: string): SteppedClock {
  const step = (offset: string): void => writeFileSync(file, `${offset}\n`);
  step('+0');
  return {
    step,
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      // The file is read again at every look at the clock.
      FAKETIME_NO_CACHE: '1',
      // Spans are measured by the monotonic clock, which steps on no machine.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  };
}
