import { once } from 'node:events';
import { Cluster, type ClusterOptions, Command, Redis, type RedisOptions } from 'ioredis';
import { withTimeout } from '../async/with-timeout.ts';
import { storeError } from './store-errors.ts';
import type { RedisAccess, RedisTarget } from './target.ts';

/** A client of one Redis, of a Sentinel group's primary or of a cluster. Of a cluster's no command may name keys of several slots. */
export type RedisClient = Redis | Cluster;

/** Replies stay as Redis gives them. */
type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

/** How a client behaves while Redis is away. */
export interface RedisBehaviour extends ConnectionOptions {
  readonly retryStrategy: (attempt: number) => number;
  /** Of a cluster's client as a whole. All the rest holds for its connection to each node. */
  readonly cluster: Omit<ClusterOptions, 'redisOptions'>;
}

/**
 * ioredis rejects a command when its timer fires. After the event loop was blocked, timers fire before
 * replies are read that arrived meanwhile, so a busy process would report that Redis is away. Reading
 * comes first here: a check phase (`setImmediate`) always follows it.
 */
Command.prototype.setTimeout = function (ms) {
  const expire = (): void => {
    if (!this.isSettled) this.reject(new Error('Command timed out'));
  };
  // ioredis clears this timer when the reply arrives.
  const timers = this as unknown as { _commandTimeoutTimer?: NodeJS.Timeout };
  timers._commandTimeoutTimer ??= setTimeout(() => setImmediate(expire), ms);
};

/** Opens a client that reconnects by itself; whoever opens it closes it. It never throws for a Redis that is away. */
export function connectRedis(
  target: Extract<RedisTarget, { kind: 'single' }>,
  behaviour: RedisBehaviour,
  onError: (error: Error) => void,
): Redis;
export function connectRedis(
  target: RedisTarget,
  behaviour: RedisBehaviour,
  onError: (error: Error) => void,
): RedisClient;
export function connectRedis(
  target: RedisTarget,
  behaviour: RedisBehaviour,
  onError: (error: Error) => void,
): RedisClient {
  const redis = target.kind === 'cluster' ? clusterAt(target, behaviour) : redisAt(target, behaviour);
  redis.on('error', onError);
  if (redis instanceof Cluster) redis.on('node error', onError);
  return redis;
}

/**
 * Opens a client that only subscribes. In a cluster every node hears what is published at any: it is a client of one of them, and of the next when
 * that is lost, for a cluster's own client does not tell that it has missed something.
 */
export function connectSubscriber(
  target: RedisTarget,
  behaviour: RedisBehaviour,
  onError: (error: Error) => void,
): Redis {
  const redis = target.kind === 'cluster' ? anyNodeOf(target, behaviour) : redisAt(target, behaviour);
  redis.on('error', onError);
  // Nothing else is sent here, by which it would be noticed that nobody answers any more.
  const pinging = setInterval(() => {
    if (redis.status === 'ready') redis.ping().catch(() => {});
  }, PING_MS).unref();
  redis.once('end', () => clearInterval(pinging));
  return redis;
}

const PING_MS = 5000;

function redisAt(target: Exclude<RedisTarget, { kind: 'cluster' }>, behaviour: RedisBehaviour): Redis {
  const { cluster: _, ...options } = behaviour;
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
    // One that hangs is passed over.
    sentinelCommandTimeout: 1000,
  });
}

function clusterAt({ nodes, access }: ClusterTarget, behaviour: RedisBehaviour): Cluster {
  const { cluster: whole, retryStrategy, ...options } = behaviour;
  const cluster = new Cluster([...nodes], {
    ...whole,
    clusterRetryStrategy: retryStrategy,
    redisOptions: { ...options, ...credentialsOf(access) },
    // A certificate is made out to a name.
    ...(access.tls ? { dnsLookup: (host, callback) => callback(null, host) } : {}),
  });
  // Else a node would be connected to by the first command that it gets, and those that come meanwhile be refused.
  cluster.on('+node', (node: Redis) => void node.connect().catch(() => {}));
  return cluster;
}

type ClusterTarget = Extract<RedisTarget, { kind: 'cluster' }>;

function anyNodeOf({ nodes, access }: ClusterTarget, behaviour: RedisBehaviour): Redis {
  const { cluster: _, ...options } = behaviour;
  let turn = Math.floor(Math.random() * nodes.length);
  const redis = new Redis({
    ...options,
    ...credentialsOf(access),
    ...nodes[turn],
    retryStrategy(attempt) {
      turn = (turn + 1) % nodes.length;
      Object.assign(redis.options, nodes[turn]);
      return behaviour.retryStrategy(attempt);
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

/** The servers that take what is written, as far as they are connected to. */
export function primariesOf(redis: RedisClient): readonly Redis[] {
  return redis instanceof Cluster ? redis.nodes('master') : [redis];
}

/** Resolves when a client is ready, or after the timeout. */
export async function connected(redis: RedisClient, milliseconds: number): Promise<void> {
  if (redis.status === 'ready') return;
  // The listener of the client reports why it cannot connect. The client keeps trying.
  await withTimeout(milliseconds, undefined, (signal) => once(redis, 'ready', { signal })).catch(() => {});
}

/** Returns what a command gives. @throws AppError `store_unavailable` or `store_refused` for whatever goes wrong with Redis. */
export async function orUnavailable<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    throw storeError(cause);
  }
}
