import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock } from '../setup/lock.mjs';
import { freePort, isBlocked, isFree } from '../setup/ports.mjs';

const CANDIDATES = 100;

/**
 * The wanted port of 127.0.0.1 or the next free one (0: any), which no other quickstart takes until it is released.
 * Without that promise two that start together would choose the same port, and one would talk to the other's API.
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
  throw new Error(`No free port from ${wanted} on; name another with --port.`);
}
