import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ensureRedisServer, startPrivateRedis } from '../setup.mjs';

const REACH_MS = 3000;
const DEFAULT_PORT = 6379;

/**
 * Returns the URL of the Redis that REDIS_URL names. Starts a private Redis if it names none.
 *
 * @param {{ folder: string, halt: import('./halt.mjs').Halt, say: (text: string) => void, atEnd:
 * (stop: () => unknown) => void }} options
 * @returns {Promise<string>} its URL
 */
export async function provideRedis({ folder, halt, say, atEnd }) {
  const given = process.env.REDIS_URL;
  if (given) {
    const address = parseAddress(given);
    await reach(address);
    say(`using REDIS_URL, at ${describe(address)}`);
    return given;
  }
  const server = await ensureRedisServer({ say });
  halt.signal.throwIfAborted();
  const redis = await startPrivateRedis({ directory: join(folder, 'redis'), server, signal: halt.signal });
  halt.watch(redis.child);
  atEnd(async () => {
    await redis.stop({ hurry: halt.hurry });
    rmSync(join(folder, 'redis', 'appendonlydir'), { recursive: true, force: true });
  });
  say(`started a private Redis at ${redis.url}`);
  return redis.url;
}

/** @typedef {{ host: string, port: number } | { path: string }} Address */

/**
 * @param {string} text
 * @returns {Address}
 */
export function parseAddress(text) {
  if (text.startsWith('/')) return { path: text };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'unix:') return { path: decodeURIComponent(url.pathname) };
  if (!url?.hostname || !['redis:', 'rediss:'].includes(url.protocol)) {
    throw new Error('REDIS_URL must look like redis://127.0.0.1:6379.');
  }
  // A URL has brackets around an IPv6 address; a socket address has none.
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || DEFAULT_PORT };
}

/**
 * Describes an address without user and password.
 *
 * @param {Address} address
 */
function describe(address) {
  return 'path' in address ? address.path : `${address.host}:${address.port}`;
}

/**
 * @param {Address} address
 * @returns {Promise<void>}
 */
function reach(address) {
  const where = `Redis at ${describe(address)} (REDIS_URL) cannot be reached`;
  return new Promise((resolve, reject) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve();
    });
    socket.setTimeout(REACH_MS, () => socket.destroy(new Error(`no answer within ${REACH_MS / 1000} s`)));
    socket.once('error', (error) =>
      reject(new Error(`${where}: ${error.message || 'connection refused'}.`, { cause: error })),
    );
  });
}
