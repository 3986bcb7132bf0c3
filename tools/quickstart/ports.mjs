import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock } from '../setup/lock.mjs';
import { freePort, isBlocked, isFree } from '../setup/ports.mjs';

const CANDIDATES = 100;

/**
 * Reserves the wanted port of 127.0.0.1 or the next free one (0: any) until it is released. Without
 * the reservation, two quickstarts that start at the same time could choose the same port, and one
 * would use the other's API.
 *
 * @param {number} wanted
 * @returns {Promise<{ port: number, release: () => void }>}
 */
export async function takePort(wanted) {
  for (let count = 0; count < CANDIDATES && wanted + count <= 65_535; count += 1) {
    const port = wanted === 0 ? await freePort() : wanted + count;
    if (isBlocked(port)) continue;
    const release = tryLock(join(tmpdir(), `tickerspan-quickstart-${port}.lock`));
    if (release && (await isFree(port))) return { port, release };
    release?.();
  }
  throw new Error(`There is no free port from ${wanted} upward. Choose another with --port.`);
}
