import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';

const MEGABYTES = 256;
const BLOCK = Buffer.alloc(1024 * 1024);

/** A small disk in memory that can be filled. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  fill(): void;
  empty(): void;
}

/** Mounts a disk. Returns undefined if this user may not mount one. */
export function mountSmallDisk(): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'tickerspan-chaos-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    rmSync(path, { recursive: true });
    return undefined;
  }
  const filler = join(path, 'filler');
  const unmount = (): void => {
    execFileSync('umount', ['-l', path], { stdio: 'ignore' });
    rmSync(path, { recursive: true, force: true });
  };
  const isUnmounted = atExit(unmount);
  return {
    path,
    fill: () => fillUp(path, filler),
    empty: () => rmSync(filler, { force: true }),
    [Symbol.dispose]: () => {
      unmount();
      isUnmounted();
    },
  };
}

function fillUp(path: string, filler: string): void {
  for (let count = 0; count < MEGABYTES; count += 1) {
    const { bavail, bsize } = statfsSync(path);
    const free = bavail * bsize;
    if (free === 0) return;
    writeFileSync(filler, BLOCK.subarray(0, Math.min(free, BLOCK.length)), { flag: 'a' });
  }
}
