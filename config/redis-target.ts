import type { z } from 'zod';
import type { RedisAccess, RedisTarget } from '../src/redis/target.ts';
import type { envSchema } from './env.ts';

type Settings = Pick<
  z.infer<typeof envSchema>,
  'REDIS_URL' | 'REDIS_SENTINELS' | 'REDIS_SENTINEL_NAME' | 'REDIS_SENTINEL_PASSWORD' | 'REDIS_CLUSTER_NODES'
>;

/**
 * Returns where Redis is. Sentinels or cluster nodes, if set, win over the one server of
 * `REDIS_URL`. Their credentials come from `REDIS_URL`.
 */
export function redisTarget(settings: Settings): RedisTarget {
  const { REDIS_URL: url, REDIS_SENTINELS: sentinels, REDIS_CLUSTER_NODES: nodes } = settings;
  if (nodes) return { kind: 'cluster', nodes, access: accessIn(url) };
  if (!sentinels) return { kind: 'single', url };
  const { REDIS_SENTINEL_NAME: name = '', REDIS_SENTINEL_PASSWORD: sentinelPassword } = settings;
  return { kind: 'sentinel', sentinels, name, sentinelPassword, access: accessIn(url) };
}

/**
 * Returns the problems of settings that contradict each other. They are found even if another
 * setting is invalid.
 */
export function groupProblems(set: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { REDIS_SENTINELS: sentinels, REDIS_SENTINEL_NAME: name, REDIS_CLUSTER_NODES: nodes } = set;
  return [
    ...(sentinels !== undefined && nodes !== undefined
      ? ['✖ REDIS_SENTINELS and REDIS_CLUSTER_NODES are both set: remove one of them']
      : []),
    ...(sentinels !== undefined && name === undefined
      ? ['✖ REDIS_SENTINELS needs REDIS_SENTINEL_NAME, the name of the primary']
      : []),
    ...(sentinels === undefined && (name ?? set.REDIS_SENTINEL_PASSWORD) !== undefined
      ? ['✖ REDIS_SENTINEL_NAME and REDIS_SENTINEL_PASSWORD mean nothing without REDIS_SENTINELS']
      : []),
    ...(nodes !== undefined && databaseIn(set.REDIS_URL) !== 0
      ? ['✖ A cluster has no database but 0: remove the number from REDIS_URL']
      : []),
  ];
}

function accessIn(url: string): RedisAccess {
  const { protocol, username, password } = new URL(url);
  return {
    username: decoded(username),
    password: decoded(password),
    database: databaseIn(url),
    tls: protocol === 'rediss:',
  };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part) || undefined;
  } catch {
    return part;
  }
}

function databaseIn(url = ''): number {
  return URL.canParse(url) ? Number(/^\/(\d+)/.exec(new URL(url).pathname)?.[1] ?? 0) : 0;
}
