import { Redis } from 'ioredis';
import { documentedAcl } from '../support/documented-acl.ts';
import { type RedisServer, startRedis } from '../support/start-redis.ts';
import { atExit } from './at-exit.ts';
import { mountSmallDisk, type SmallDisk } from './disk.ts';

const PASSWORD = 'chaos';
export const USER_PASSWORD = `tickerspan:${PASSWORD}`;

/** The Redis of a run, with every fault that can affect it. */
export interface Store extends AsyncDisposable {
  readonly port: number;
  /**
   * The harness's own connection, which network faults do not affect. Commands fail at once while
   * Redis is away.
   */
  readonly redis: Redis;
  /** Undefined if this user may not mount one. */
  readonly disk: SmallDisk | undefined;
  kill(): Promise<void>;
  /** Starts Redis with its data again, unless it runs. */
  restart(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Sends a command as an operator would. */
  command(...words: readonly string[]): Promise<void>;
}

/**
 * Starts a Redis whose user `tickerspan` has the rights that SECURITY.md tells operators to give.
 */
export async function startStore(appendfsync: 'always' | 'everysec'): Promise<Store> {
  const disk = mountSmallDisk();
  const settings = ['--appendfsync', appendfsync, '--auto-aof-rewrite-percentage', '0'];
  const user = ['--user', 'tickerspan', ...documentedAcl(PASSWORD)];
  const server = await startRedis(...settings, ...user, ...(disk ? ['--dir', disk.path] : []));
  const redis = new Redis(server.port, '127.0.0.1', {
    maxRetriesPerRequest: 0,
    commandTimeout: 2000,
    enableOfflineQueue: false,
    retryStrategy: () => 100,
    lazyConnect: true,
  });
  redis.on('error', () => {});
  await redis.connect();
  return storeOf(server, redis, disk);
}

function storeOf(server: RedisServer, redis: Redis, disk: SmallDisk | undefined): Store {
  const hasEnded = atExit(() => process.kill(server.pid, 'SIGKILL'));
  return {
    port: server.port,
    redis,
    disk,
    kill: () => server.kill(),
    restart: async () => {
      await server.restart();
      await untilReady(redis);
    },
    freeze: () => void process.kill(server.pid, 'SIGSTOP'),
    thaw: () => void process.kill(server.pid, 'SIGCONT'),
    command: async (name = '', ...words) => {
      await redis.call(name, ...words);
    },
    [Symbol.asyncDispose]: async () => {
      redis.disconnect();
      await server[Symbol.asyncDispose]();
      hasEnded();
      disk?.[Symbol.dispose]();
    },
  };
}

async function untilReady(redis: Redis): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (redis.status === 'ready' && (await redis.ping().catch(() => undefined)) === 'PONG') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Redis did not come back');
}
