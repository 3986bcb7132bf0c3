import { mkdirSync, realpathSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeEnding, logTail, startChild, stopChild } from './child.mjs';
import { freePort } from './ports.mjs';
import { findRedisServer } from './redis-server.mjs';

const ATTEMPTS = 5;
const ANSWER_MS = 15_000;
const POLL_MS = 50;
const STOP_MS = 10_000;

/**
 * A Redis server that we started.
 *
 * @typedef {object} PrivateRedis
 * @property {string} url
 * @property {import('./child.mjs').Child} child
 * @property {(options?: { hurry?: AbortSignal }) => Promise<void>} stop
 */

/**
 * Starts a Redis server on a free port of 127.0.0.1, with the settings that BullMQ needs and its
 * data in `directory`.
 *
 * @param {{ directory: string, server?: string | undefined, signal?: AbortSignal | undefined }}
 * options
 * @returns {Promise<PrivateRedis>}
 */
export async function startPrivateRedis({ directory, server = findRedisServer(), signal }) {
  if (!server) throw new Error('Neither redis-server nor valkey-server is on the PATH.');
  mkdirSync(directory, { recursive: true });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const port = await freePort();
    const child = startServer({ server, directory, port });
    const stop = stopChild.bind(undefined, child);
    const answered = await waitForAnswer({ child, port, directory, signal }).catch(async (error) => {
      await stop({ deadlineMs: STOP_MS });
      throw error;
    });
    const url = `redis://127.0.0.1:${port}`;
    if (answered) return { url, child, stop: ({ hurry } = {}) => stop({ deadlineMs: STOP_MS, hurry }) };
  }
  throw new Error(`Other processes took each of ${ATTEMPTS} free ports before Redis did. Try again.`);
}

/** @param {{ server: string, directory: string, port: number }} options */
function startServer({ server, directory, port }) {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    // Relative to cwd, because a path with spaces would need Redis's own quoting.
    dir: '.',
    daemonize: 'no',
    'maxmemory-policy': 'noeviction',
    appendonly: 'yes',
    save: '',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const logFile = join(directory, 'redis.log');
  return startChild({ name: 'Redis server', command: server, args, cwd: directory, logFile });
}

/**
 * Waits until our server answers.
 *
 * @param {{ child: import('./child.mjs').Child, port: number, directory: string, signal:
 * AbortSignal | undefined }} options
 * @returns {Promise<boolean>} false if another process bound the port first
 */
async function waitForAnswer({ child, port, directory, signal }) {
  const home = realpathSync(directory);
  for (const deadline = Date.now() + ANSWER_MS; Date.now() < deadline; ) {
    if (!child.isRunning()) return refusePort(child);
    // Another server may have bound the port first and answer too. Only ours has this folder.
    const answer = await ask(port, 'PING\r\nCONFIG GET dir\r\n');
    if (answer.startsWith('+PONG') && answer.includes(`\r\n${home}\r\n`)) return true;
    await delay(POLL_MS, undefined, signal ? { signal } : {});
  }
  throw new Error(
    `The Redis server did not answer within ${ANSWER_MS / 1000} s; its log is ${child.logFile}.`,
  );
}

/** @param {import('./child.mjs').Child} child */
async function refusePort(child) {
  if (logTail(child.logFile).some((line) => /address already in use/i.test(line))) return false;
  throw new Error(describeEnding(child, await child.exited));
}

/**
 * Sends inline commands and returns the reply, or an empty text if nothing listens.
 *
 * @param {number} port
 * @param {string} commands
 * @returns {Promise<string>}
 */
function ask(port, commands) {
  return new Promise((resolve) => {
    let answer = '';
    // QUIT makes the server close the connection after the last reply.
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(`${commands}QUIT\r\n`));
    socket.setEncoding('utf8');
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}
