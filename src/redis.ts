import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { AppError, messageOf } from './errors.ts';
import type { Logger } from './logger.ts';

/** How a client behaves while Redis is away; replies stay as Redis gives them. */
export type RedisBehaviour = Omit<RedisOptions, 'replyMapping'>;

/** Opens a client that reconnects by itself; whoever opens it closes it. It never throws for a Redis that is away. */
export function connectRedis(url: string, options: RedisBehaviour, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, options);
  redis.on('error', onError);
  return redis;
}

/** Resolves when a client can be used, or after so many milliseconds. */
export async function connected(redis: Redis, milliseconds: number): Promise<void> {
  if (redis.status === 'ready') return;
  await Promise.race([once(redis, 'ready'), delay(milliseconds, undefined, { ref: false })]).catch(() => {
    // It has failed to connect so far, which its own listener tells; it goes on trying.
  });
}

/** A Redis URL for logs: without its password, and without its query, which may hold one. */
export function maskRedisUrl(url: string): string {
  // Not by URL, which refuses passwords that are not escaped; the last @ is what ends them.
  const [, scheme = '', userInfo = '', rest = ''] = /^(\w+:\/\/)(?:(.*)@)?([^@?]*)/s.exec(url) ?? [];
  const user = userInfo.includes(':') ? userInfo.slice(0, userInfo.indexOf(':')) : '';
  return `${scheme}${userInfo && `${user}:***@`}${rest}`;
}

/** What is wrong with how a Redis is set up, one sentence each that says what to do. Empty: nothing. */
export async function checkRedis(redis: Redis): Promise<readonly string[]> {
  const info = await redis.info();
  const field = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const version = field('redis_version') ?? '0';
  const policy = field('maxmemory_policy');
  return [
    ...(olderThan(version, LEAST_VERSION)
      ? [`Redis ${version} is too old: tickerspan needs ${LEAST_VERSION.join('.')} or later.`]
      : []),
    ...(policy !== undefined && policy !== 'noeviction'
      ? [`Redis may evict articles and jobs (maxmemory-policy ${policy}): set maxmemory-policy noeviction.`]
      : []),
    ...(field('aof_enabled') === '0'
      ? ['Redis loses what it was told last when it stops (no append-only file): set appendonly yes.']
      : []),
  ];
}

// PEXPIRETIME and EXAT came with 7.0.
const LEAST_VERSION = [7, 0] as const;

function olderThan(version: string, [major, minor]: readonly [number, number]): boolean {
  const [haveMajor = 0, haveMinor = 0] = version.split('.').map(Number);
  return haveMajor < major || (haveMajor === major && haveMinor < minor);
}

/** Says in the log what is wrong with how a Redis is set up. */
export async function warnOfRedis(redis: Redis, logger: Logger): Promise<void> {
  try {
    for (const warning of await checkRedis(redis)) logger.warn(warning);
  } catch (error) {
    logger.warn({ reason: messageOf(error) }, 'Redis could not be checked');
  }
}

/** What a command gives. @throws AppError `store_unavailable` for whatever goes wrong with Redis. */
export async function orUnavailable<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    const detail = `Redis did not take a command: ${messageOf(cause).slice(0, 120)}`;
    throw new AppError('store_unavailable', detail, { cause });
  }
}

/** The share of Redis' `maxmemory` that is free, 0 to 1; 1 where there is none. */
export async function memoryHeadroom(redis: Redis): Promise<number> {
  const info = await redis.info('memory');
  const bytes = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  const most = bytes('maxmemory');
  return most === 0 ? 1 : 1 - bytes('used_memory') / most;
}

/** The keys that match a glob pattern, in no order, some of them perhaps twice (SCAN). @throws AppError `store_unavailable`. */
export async function* scanKeys(redis: Redis, pattern: string): AsyncGenerator<string, void, undefined> {
  let cursor = '0';
  do {
    const [next, keys] = await orUnavailable(() => redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1000));
    yield* keys;
    cursor = next;
  } while (cursor !== '0');
}
