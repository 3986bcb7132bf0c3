import { Cluster, type Redis } from 'ioredis';
import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { primariesOf, type RedisClient } from './connect.ts';
import { infoField } from './info.ts';
import { storeError } from './store-errors.ts';

/**
 * Returns what is wrong with the setup of Redis: a sentence for each fault, which says what to do.
 * In a cluster each sentence begins with the node.
 * @throws Error if a part of the data cannot be reached.
 */
export async function checkRedis(redis: RedisClient): Promise<readonly string[]> {
  if (!(redis instanceof Cluster)) return faultsIn(await redis.info());
  const primaries = primariesOf(redis).map((node) => ({ node, name: nameOf(node) }));
  const names = primaries.map(({ name }) => name);
  const missing = ownersOf(redis).filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`${missing.join(', ')} cannot be reached`);
  return (await Promise.all(primaries.map(({ node, name }) => faultsAt(node, name)))).flat();
}

export interface RedisLogger {
  readonly onError: (error: Error) => void;
  /** Logs that Redis is back, and warns of faults in its configuration. */
  readonly onReady: (redis: RedisClient) => Promise<void>;
}

/**
 * Logs connection errors and recoveries of Redis. The logger suppresses repeats when many
 * connections fail for one reason.
 */
export function redisLogger(logger: Logger): RedisLogger {
  let hasFailed = false;
  return {
    onError(error) {
      hasFailed = true;
      logger.warn({ reason: error.message }, storeError(error).message);
    },
    async onReady(redis) {
      if (hasFailed) logger.info('Redis is back');
      hasFailed = false;
      try {
        for (const warning of await checkRedis(redis)) logger.warn(warning);
      } catch (error) {
        logger.warn({ reason: messageOf(error) }, 'could not check Redis');
      }
    },
  };
}

/** Returns the primaries that own slots, whether or not they can be reached. */
function ownersOf({ slots }: Cluster): readonly string[] {
  return [...new Set(slots.map(([owner]) => owner))].filter((owner) => owner !== undefined);
}

function nameOf({ options: { host, port } }: Redis): string {
  return `${host}:${port}`;
}

async function faultsAt(node: Redis, name: string): Promise<readonly string[]> {
  const [info, view] = await Promise.all([node.info(), node.cluster('INFO')]).catch((cause: unknown) => {
    throw new Error(`${name} cannot be reached: ${messageOf(cause)}`, { cause });
  });
  // Each node has its own view of the others, and refuses commands while one is missing.
  if (/^cluster_state:fail/m.test(view)) throw new Error(`${name} cannot reach other nodes of the cluster`);
  return faultsIn(info).map((fault) => `${name}: ${fault}`);
}

function faultsIn(info: string): readonly string[] {
  const version = infoField(info, 'redis_version') ?? '0';
  const policy = infoField(info, 'maxmemory_policy');
  return [
    ...(olderThan(version, MIN_VERSION)
      ? [`Redis ${version} is too old: tickerspan needs ${MIN_VERSION.join('.')} or later.`]
      : []),
    ...(policy !== undefined && policy !== 'noeviction'
      ? [`Redis may evict articles and jobs (maxmemory-policy ${policy}): set maxmemory-policy noeviction.`]
      : []),
    ...(infoField(info, 'aof_enabled') === '0'
      ? ['Redis loses the last writes when it stops (no append-only file): set appendonly yes.']
      : []),
  ];
}

// PEXPIRETIME and EXAT came with 7.0.
const MIN_VERSION = [7, 0] as const;

function olderThan(version: string, [major, minor]: readonly [number, number]): boolean {
  const [haveMajor = 0, haveMinor = 0] = version.split('.').map(Number);
  return haveMajor < major || (haveMajor === major && haveMinor < minor);
}
