import { once } from 'node:events';
import { Cluster, type ClusterOptions, Command, Redis, type RedisOptions } from 'ioredis';
import { withTimeout } from '../async/with-timeout.ts';
import { storeError } from './store-errors.ts';
import type { RedisAccess, RedisTarget } from './target.ts';

/**
 * A client of one Redis, of the primary of a Sentinel group, or of a cluster. In a cluster, no
 * command may name keys of several slots.
 */
export type RedisClient = Redis | Cluster;

/** Excludes `replyMapping`, because our code expects replies as Redis sends them. */
type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

/** How a client behaves while Redis is away. */
export interface RedisBehavior extends ConnectionOptions {
  readonly retryStrategy: (attempt: number) => number;
  /** Options of a cluster's client as a whole. All others apply to its connection to each node. */
  readonly cluster: Omit<ClusterOptions, 'redisOptions'>;
}

/**
 * ioredis rejects a command when its timer fires. After the event loop was blocked, timers fire
 * before replies are read that arrived meanwhile, so a busy process would report that Redis is
 * away. Here reading comes first: it always precedes the check phase (`setImmediate`).
 */
Command.prototype.setTimeout = function (ms) {
  const expire = (): void => {
    if (!this.isSettled) this.reject(new Error('Command timed out'));
  };
  // ioredis clears this timer when the reply arrives.
  const timers = this as unknown as { _commandTimeoutTimer?: NodeJS.Timeout };
  timers._commandTimeoutTimer ??= setTimeout(() => setImmediate(expire), ms);
};

/**
 * Opens a client that reconnects by itself. The caller closes it. It never throws because Redis is
 * away.
 */
export function connectRedis(
  target: Extract<RedisTarget, { kind: 'single' }>,
  behavior: RedisBehavior,
  onError: (error: Error) => void,
): Redis;
export function connectRedis(
  target: RedisTarget,
  behavior: RedisBehavior,
  onError: (error: Error) => void,
): RedisClient;
export function connectRedis(
  target: RedisTarget,
  behavior: RedisBehavior,
  onError: (error: Error) => void,
): RedisClient {
  const redis = target.kind === 'cluster' ? clusterAt(target, behavior) : redisAt(target, behavior);
  redis.on('error', onError);
  if (redis instanceof Cluster) redis.on('node error', onError);
  return redis;
}

/**
 * Opens a client that only subscribes. In a cluster, every node receives what is published at any
 * node. So this connects to one node, and to the next one if that is lost. A cluster client does
 * not report that it has missed messages.
 */
export function connectSubscriber(
  target: RedisTarget,
  behavior: RedisBehavior,
  onError: (error: Error) => void,
): Redis {
  const redis = target.kind === 'cluster' ? anyNodeOf(target, behavior) : redisAt(target, behavior);
  redis.on('error', onError);
  // Nothing else is sent here, so only a ping shows that the server no longer answers.
  const pinging = setInterval(() => {
    if (redis.status === 'ready') redis.ping().catch(() => {});
  }, PING_MS).unref();
  redis.once('end', () => clearInterval(pinging));
  return redis;
}

const PING_MS = 5000;

function redisAt(target: Exclude<RedisTarget, { kind: 'cluster' }>, behavior: RedisBehavior): Redis {
  const { cluster: _, ...options } = behavior;
  if (target.kind === 'single') return new Redis(target.url, options);
  const { sentinels, name, sentinelPassword, access } = target;
  return new Redis({
    ...options,
    ...credentialsOf(access),
    db: access.database,
    sentinels: [...sentinels],
    name,
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(access.tls ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
    // A Sentinel that hangs is skipped.
    sentinelCommandTimeout: 1000,
  });
}

function clusterAt({ nodes, access }: ClusterTarget, behavior: RedisBehavior): Cluster {
  const { cluster: whole, retryStrategy, ...options } = behavior;
  const cluster = new Cluster([...nodes], {
    ...whole,
    clusterRetryStrategy: retryStrategy,
    redisOptions: { ...options, ...credentialsOf(access) },
    // A certificate names a host, so the name must not be resolved to an address.
    ...(access.tls ? { dnsLookup: (host, callback) => callback(null, host) } : {}),
  });
  // Otherwise a node would be connected by its first command, and commands that come meanwhile
  // would be refused.
  cluster.on('+node', (node: Redis) => void node.connect().catch(() => {}));
  return cluster;
}

type ClusterTarget = Extract<RedisTarget, { kind: 'cluster' }>;

function anyNodeOf({ nodes, access }: ClusterTarget, behavior: RedisBehavior): Redis {
  const { cluster: _, ...options } = behavior;
  let turn = Math.floor(Math.random() * nodes.length);
  const redis = new Redis({
    ...options,
    ...credentialsOf(access),
    ...nodes[turn],
    retryStrategy(attempt) {
      turn = (turn + 1) % nodes.length;
      Object.assign(redis.options, nodes[turn]);
      return behavior.retryStrategy(attempt);
    },
  });
  return redis;
}

function credentialsOf({ username, password, tls }: RedisAccess): ConnectionOptions {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  };
}

/** Returns the servers that accept writes, of those that are connected. */
export function primariesOf(redis: RedisClient): readonly Redis[] {
  return redis instanceof Cluster ? redis.nodes('master') : [redis];
}

/** Resolves when a client is ready, or after the timeout. */
export async function connected(redis: RedisClient, milliseconds: number): Promise<void> {
  if (redis.status === 'ready') return;
  // The listener of the client reports why it cannot connect. The client keeps trying.
  await withTimeout(milliseconds, undefined, (signal) => once(redis, 'ready', { signal })).catch(() => {});
}

/**
 * Returns the result of a command.
 * @throws AppError `store_unavailable` or `store_refused` for everything that goes wrong with
 * Redis.
 */
export async function orUnavailable<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    throw storeError(cause);
  }
}
