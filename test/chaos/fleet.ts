import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { originsAt } from '../support/start-process.ts';
import { freePort } from '../support/start-redis.ts';
import { ProcessSlot } from './process-slot.ts';
import { USER_PASSWORD } from './store.ts';
import type { Wire } from './wire.ts';

/** How long an article can be read, in seconds. The clocks step by about as much. */
export const TTL_SECONDS = 3600;
const START_MS = 180_000;

/** Two API processes and two workers of the build, all connected through the wire. */
export interface Fleet extends AsyncDisposable {
  readonly apis: readonly ProcessSlot[];
  readonly workers: readonly ProcessSlot[];
  readonly all: readonly ProcessSlot[];
  /** Origins in the order of `apis`. */
  readonly urls: readonly string[];
  /** Resolves when every API process answers. */
  ready(): Promise<void>;
}

export interface FleetOptions {
  readonly wire: Wire;
  readonly quotesUrl: string;
  readonly webhookSecret: string;
  /** The folder for logs. */
  readonly directory: string;
}

export async function startFleet({
  wire,
  directory,
  quotesUrl,
  webhookSecret,
}: FleetOptions): Promise<Fleet> {
  mkdirSync(directory, { recursive: true });
  const ports: number[] = [];
  const shared = {
    ...originsAt(quotesUrl),
    ARTICLE_TTL_SECONDS: String(TTL_SECONDS),
    QUOTE_TIMEOUT_MS: '1500',
    WEBHOOK_SECRET: webhookSecret,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  };
  const startSlot = async (role: 'api' | 'worker', number: number): Promise<ProcessSlot> => {
    const name = `${role}-${number}`;
    const passenger = { role, kill: (): void => slot.kill() };
    const redis = { REDIS_URL: `redis://${USER_PASSWORD}@127.0.0.1:${await wire.portFor(passenger)}` };
    const port = await freePort();
    if (role === 'api') ports.push(port);
    const slot = new ProcessSlot({
      name,
      role,
      program: role === 'api' ? 'dist/src/server.js' : 'dist/workers/main.js',
      env: { ...shared, ...redis, ...(role === 'api' ? { PORT: String(port) } : {}) },
      logFile: join(directory, `${name}.log`),
    });
    slot.start();
    return slot;
  };
  const apis = [await startSlot('api', 1), await startSlot('api', 2)];
  const workers = [await startSlot('worker', 1), await startSlot('worker', 2)];
  const all = [...apis, ...workers];
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  return {
    apis,
    workers,
    all,
    urls,
    ready: async () => {
      for (const url of urls) await answers(url);
    },
    [Symbol.asyncDispose]: async () => {
      for (const one of all) await one[Symbol.asyncDispose]();
    },
  };
}

async function answers(url: string): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline) {
    const response = await fetch(`${url}/livez`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await delay(100);
  }
  throw new Error(`no API answers at ${url}`);
}
