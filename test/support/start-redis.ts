import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { tracked } from './open-resources.ts';

export interface RedisServer extends AsyncDisposable {
  /** The URL for a client: `redis://127.0.0.1:port`. */
  readonly url: string;
  readonly port: number;
  readonly target: { readonly kind: 'single'; readonly url: string };
  readonly pid: number;
  /** Ends the server as a crash would, and keeps its data. */
  kill(): Promise<void>;
  /** Starts it again at the same address with the data it had. */
  restart(): Promise<void>;
}

/**
 * Starts a private Redis on a free port with its data in a temporary folder. `options` are those of
 * its command line.
 */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), 'tickerspan-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const launch = () =>
    launchRedis(port, ['--port', String(port), '--dir', directory, ...SETTINGS, ...options]);
  let child = await launch();
  const server = {
    url,
    port,
    target: { kind: 'single' as const, url },
    get pid() {
      return child.pid ?? 0;
    },
    kill: () => end(child, 'SIGKILL'),
    restart: async () => {
      await end(child, 'SIGKILL');
      child = await launch();
    },
  };
  return tracked('redis', server, async () => {
    await end(child, 'SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });
}

const SETTINGS = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'no'];

/** Starts a server and waits until it answers at the port in its arguments. */
export async function launchRedis(port: number, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(redisBinary(), args, { stdio: 'ignore' });
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => {});
  await Promise.race([
    client.ping(),
    once(child, 'exit').then(() => Promise.reject(new Error('redis-server ended while starting'))),
    once(child, 'error').then(([cause]) =>
      Promise.reject(new Error('no redis-server: run `npm test`', { cause })),
    ),
  ]).finally(() => client.disconnect());
  return child;
}

// `npm test` finds the server, or installs one if there is none, and sets this variable.
function redisBinary(): string {
  return process.env.REDIS_SERVER ?? 'redis-server';
}

/** Below the ports that outgoing connections use, so only another server can use one. */
const FIRST_PORT = 12_000;
const PORT_COUNT = 20_000;

// Test files that run at the same time start at different ports.
let nextPort = randomInt(PORT_COUNT);

/** Returns a port that was free a moment ago, and another one each time. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORT_COUNT; tries++) {
    const port = FIRST_PORT + (nextPort++ % PORT_COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error('no free port');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.close();
  return isListening;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
