import type { z } from 'zod';
import type { RedisAccess, RedisTarget } from '../src/redis/target.ts';
import type { envSchema } from './env.ts';

type Settings = Pick<
  z.infer<typeof envSchema>,
  'REDIS_URL' | 'REDIS_SENTINELS' | 'REDIS_SENTINEL_NAME' | 'REDIS_SENTINEL_PASSWORD' | 'REDIS_CLUSTER_NODES'
>;

/** A group, where one is named, wins over the one Redis of `REDIS_URL`, and has its credentials from there. */
export function redisTarget(settings: Settings): RedisTarget {
  const { REDIS_URL: url, REDIS_SENTINELS: sentinels, REDIS_CLUSTER_NODES: nodes } = settings;
  if (nodes) return { kind: 'cluster', nodes, access: accessIn(url) };
  if (!sentinels) return { kind: 'single', url };
  const { REDIS_SENTINEL_NAME: name = '', REDIS_SENTINEL_PASSWORD: sentinelPassword } = settings;
  return { kind: 'sentinel', sentinels, name, sentinelPassword, access: accessIn(url) };
}

/** Settings of groups that do not go together; told even where another setting is wrong. */
export function groupProblems(set: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { REDIS_SENTINELS: sentinels, REDIS_SENTINEL_NAME: name, REDIS_CLUSTER_NODES: nodes } = set;
  return [
    ...(sentinels !== undefined && nodes !== undefined
      ? ['✖ REDIS_SENTINELS and REDIS_CLUSTER_NODES are both set: articles can be in one of them only']
      : []),
    ...(sentinels !== undefined && name === undefined
      ? ['✖ REDIS_SENTINELS needs REDIS_SENTINEL_NAME: what the sentinels call their primary']
      : []),
    ...(sentinels === undefined && (name ?? set.REDIS_SENTINEL_PASSWORD) !== undefined
      ? ['✖ REDIS_SENTINEL_NAME and REDIS_SENTINEL_PASSWORD mean nothing without REDIS_SENTINELS']
      : []),
    ...(nodes !== undefined && databaseIn(set.REDIS_URL) !== 0
      ? ['✖ A cluster has no database but 0: take the number out of REDIS_URL']
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
