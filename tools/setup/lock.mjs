import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 200;
const TIMEOUT_MS = 10 * 60_000;
const HALF_WRITTEN_MS = 10_000;

/**
 * Acquires a lock file for this process. Takes it over if the process that held it has ended.
 *
 * @param {string} path
 * @returns {(() => void) | undefined} releases the lock; undefined if another process holds it
 */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  try {
    if (isAbandoned(path)) rmSync(path, { force: true });
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
  } catch (error) {
    // EPERM: another user's process left the file in a shared folder.
    if (['EEXIST', 'EPERM'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? ''))
      return undefined;
    throw error;
  }
  return () => rmSync(path, { force: true });
}

/**
 * Runs `work` while no other process does the same in this checkout.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{ say: (text: string) => void, signal?: AbortSignal | undefined }} options
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { say, signal }) {
  const release = tryLock(path) ?? (await waitForLock(path, { say, signal }));
  try {
    return await work();
  } finally {
    release();
  }
}

/**
 * @param {string} path
 * @param {{ say: (text: string) => void, signal?: AbortSignal | undefined }} options
 */
async function waitForLock(path, { say, signal }) {
  say('waiting for another process that is setting up this checkout …');
  for (let waitedMs = 0; waitedMs < TIMEOUT_MS; waitedMs += POLL_MS) {
    await delay(POLL_MS, undefined, signal ? { signal } : {});
    const release = tryLock(path);
    if (release) return release;
  }
  throw new Error(
    `Another process has held ${path} for ten minutes. If no such process runs, remove that file.`,
  );
}

/** @param {string} path */
function isAbandoned(path) {
  try {
    const holder = Number(readFileSync(path, 'utf8'));
    if (holder > 0) return !isAlive(holder);
    return Date.now() - statSync(path).mtimeMs > HALF_WRITTEN_MS;
  } catch {
    return false;
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
