import type { Redis } from 'ioredis';
import { messageOf } from '../errors.ts';
import { checkRedis } from '../redis/check.ts';
import { primariesOf, type RedisClient } from '../redis/connect.ts';
import { infoField, memoryIn } from '../redis/info.ts';
import { missingPermissions } from '../redis/permissions.ts';
import { type Finding, fault, ok, warn } from './finding.ts';

const PINGS = 20;
const SLOW_PING_MS = 20;
const MAX_SKEW_MS = 2000;
const MIN_HEADROOM = 0.2;

/**
 * Reports the configuration and the state of Redis, separately for each primary of a cluster.
 * @param now the clock of this machine, in milliseconds.
 */
export async function examineRedis(redis: RedisClient, now: () => number): Promise<readonly Finding[]> {
  try {
    const faults = (await checkRedis(redis)).map((text) => fault('redis', text));
    const primaries = primariesOf(redis);
    const each = await Promise.all(
      primaries.map(async (primary) => {
        const findings = await examinePrimary(primary, { isRight: faults.length === 0, now });
        return primaries.length === 1 ? findings : findings.map((finding) => at(primary, finding));
      }),
    );
    return [...faults, ...permissionsIn(await missingPermissions(redis)), ...each.flat()];
  } catch (error) {
    return [fault('redis', `It does not answer: ${messageOf(error)}`)];
  }
}

function permissionsIn(missing: readonly string[]): readonly Finding[] {
  if (missing.length === 0) return [];
  const rules = missing.map((command) => `+${command}`).join(' ');
  return [
    fault(
      'redis user',
      `It may not run ${missing.join(', ')}: ACL SETUSER … ${rules} on the keys that SECURITY.md lists.`,
    ),
  ];
}

async function examinePrimary(
  redis: Redis,
  { isRight, now }: { isRight: boolean; now: () => number },
): Promise<readonly Finding[]> {
  const info = await redis.info();
  return [
    ...(isRight ? [ok('redis', setUpIn(info))] : []),
    ...persistenceIn(info),
    examineMemory(info),
    await latencyOf(redis),
    await skewOf(redis, now),
  ];
}

function at({ options }: Redis, { part, state, detail }: Finding): Finding {
  return { part, state, detail: `${options.host}:${options.port}: ${detail}` };
}

function setUpIn(info: string): string {
  const [version, policy] = [infoField(info, 'redis_version'), infoField(info, 'maxmemory_policy')];
  return `version ${version}, ${policy}, append-only file on`;
}

function persistenceIn(info: string): readonly Finding[] {
  const status = infoField(info, 'aof_last_write_status');
  return status === undefined || status === 'ok'
    ? []
    : [fault('redis disk', `The last write to the append-only file failed (${status}): look at its disk.`)];
}

function examineMemory(info: string): Finding {
  const { used, max } = memoryIn(info);
  const has = `${megabytes(used)} MB used`;
  if (max === 0)
    return warn(
      'redis memory',
      `${has}, no maxmemory: set one, so that articles are refused before it is killed.`,
    );
  const free = 1 - used / max;
  const detail = `${has} of ${megabytes(max)} MB, ${Math.round(free * 100)} % free`;
  return free < MIN_HEADROOM
    ? warn('redis memory', `${detail}: raise maxmemory or lower ARTICLE_TTL_SECONDS.`)
    : ok('redis memory', detail);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

async function latencyOf(redis: Redis): Promise<Finding> {
  const times: number[] = [];
  for (let ping = 0; ping < PINGS; ping += 1) {
    const started = performance.now();
    await redis.ping();
    times.push(performance.now() - started);
  }
  times.sort((one, other) => one - other);
  const [median = 0, worst = 0] = [times[PINGS / 2], times.at(-1)];
  const detail = `${median.toFixed(2)} ms in the middle of ${PINGS} pings, ${worst.toFixed(2)} ms at worst`;
  return median > SLOW_PING_MS
    ? warn('redis latency', `${detail}: bring it nearer, or look at SLOWLOG.`)
    : ok('redis latency', detail);
}

async function skewOf(redis: Redis, now: () => number): Promise<Finding> {
  const before = now();
  const [seconds, microseconds] = await redis.time();
  const there = Number(seconds) * 1000 + Number(microseconds) / 1000;
  const skew = there - (before + now()) / 2;
  const detail = `Redis' clock is ${Math.abs(Math.round(skew))} ms ${skew < 0 ? 'behind' : 'ahead'}`;
  return Math.abs(skew) > MAX_SKEW_MS
    ? fault('clock', `${detail}: have both machines keep time (NTP); expiry and ages are wrong by it.`)
    : ok('clock', detail);
}
