import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { tracked } from './open-resources.ts';

export interface RedisServer extends AsyncDisposable {
  /** For a client: `redis://127.0.0.1:port`. */
  readonly url: string;
  readonly port: number;
  readonly target: { readonly kind: 'single'; readonly url: string };
  readonly pid: number;
  /** Ends it as a crash would, keeping its data. */
  kill(): Promise<void>;
  /** Starts it again at the same address with the data it had. */
  restart(): Promise<void>;
}

/** A private Redis on a free port with its data in a temporary folder; `options` are as on its command line. */
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

/** Starts a server and waits until it answers at the port that its arguments name. */
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

// `npm test` looks for the server, installs one where there is none, and names it here.
function redisBinary(): string {
  return process.env.REDIS_SERVER ?? 'redis-server';
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
