import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeLog, startChild, stopChild } from '../setup/child.mjs';
import { root } from '../setup/run-command.mjs';

const READY_MS = 20_000;
const STOP_MS = 12_000;
const POLL_MS = 100;

/** These would override REDIS_URL, or require a key for the example. */
const DROPPED_SETTINGS = ['REDIS_CLUSTER_NODES', 'REDIS_SENTINELS', 'REDIS_SENTINEL_NAME', 'API_KEYS'];

/**
 * Starts the API and a worker and waits until the API is ready.
 *
 * @param {{ folder: string, port: number, redisUrl: string, settings: Record<string, string>, halt:
 * import('./halt.mjs').Halt, atEnd: (stop: () => unknown) => void }} options
 * @returns {Promise<string>} the API's origin
 */
export async function startService({ folder, port, redisUrl, settings, halt, atEnd }) {
  const env = serviceEnvironment({ env: process.env, port, redisUrl, settings });
  /** @param {string} name @param {string} script */
  const start = (name, script) =>
    startChild({ name, args: [script], cwd: root, env, logFile: join(folder, `${name.toLowerCase()}.log`) });
  const api = start('API', 'dist/src/server.js');
  const worker = start('worker', 'dist/workers/main.js');
  const children = [api, worker];
  children.forEach(halt.watch);
  atEnd(() =>
    Promise.all(children.map((child) => stopChild(child, { deadlineMs: STOP_MS, hurry: halt.hurry }))),
  );
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady({ api, url, signal: halt.signal });
  return url;
}

/**
 * Returns the environment of the API and the worker: the caller's, with the addresses of this run.
 *
 * @param {{ env: Record<string, string | undefined>, port: number, redisUrl: string, settings:
 * Record<string, string> }} options
 * @returns {Record<string, string | undefined>}
 */
export function serviceEnvironment({ env, port, redisUrl, settings }) {
  const kept = Object.entries(env).filter(([name]) => !DROPPED_SETTINGS.includes(name));
  const ours = { ...settings, HOST: '127.0.0.1', PORT: String(port), REDIS_URL: redisUrl };
  // REDIS_CACHE_URL only applies together with the caller's REDIS_URL.
  const cache = env.REDIS_URL ? {} : { REDIS_CACHE_URL: undefined };
  return { LOG_LEVEL: 'warn', ...Object.fromEntries(kept), ...ours, ...cache };
}

/**
 * @param {{ api: import('../setup/child.mjs').Child, url: string, signal: AbortSignal }} options
 */
async function waitUntilReady({ api, url, signal }) {
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline; ) {
    if (await isReady(url)) return;
    await delay(POLL_MS, undefined, { signal });
  }
  throw new Error(`${url}/readyz did not answer 200 within ${READY_MS / 1000} s.\n${describeLog(api)}`);
}

/** @param {string} url */
async function isReady(url) {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}
