import { memoizeFor } from '../async/memoize-for.ts';
import { storeNow } from '../redis/clock.ts';
import type { RedisClient } from '../redis/connect.ts';
import type { EnrichmentQueue } from './enrichment-queue.ts';

/** Estimates how soon an article that is queued now will be finished. */
export interface DrainEstimate {
  /**
   * Returns whole seconds, from {@link MIN_SECONDS} to {@link MAX_SECONDS}. It asks Redis at most
   * once a second, and never rejects.
   */
  retryAfterSeconds(): Promise<number>;
}

const MIN_SECONDS = 1;
const MAX_SECONDS = 60;
/** The rate is that of the jobs finished in this many milliseconds. */
const WINDOW_MS = 10_000;
const MEMOIZED_MS = 1000;

/** The state of the queue at a moment. */
export interface QueueState {
  /** How many jobs wait or are being processed. */
  readonly waiting: number;
  /** How many jobs finished in the last {@link WINDOW_MS}, of those that BullMQ still keeps. */
  readonly finished: number;
  /** How long ago the first of those finished, in milliseconds. BullMQ keeps a limited number. */
  readonly windowMs: number;
  /** How long the next job has waited, in milliseconds. */
  readonly oldestMs: number;
}

/**
 * Returns how long the waiting jobs take at the recent rate. If no job finished recently, it
 * returns how long the oldest job has waited, so that clients poll less and less often.
 */
export function secondsToDrain({ waiting, finished, windowMs, oldestMs }: QueueState): number {
  const milliseconds = finished > 0 ? (waiting * windowMs) / finished : waiting > 0 ? oldestMs : 0;
  return Math.min(MAX_SECONDS, Math.max(MIN_SECONDS, Math.ceil(milliseconds / 1000)));
}

/** @param redis a producer's connection. */
export function createDrainEstimate(
  redis: RedisClient,
  { bull }: Pick<EnrichmentQueue, 'bull'>,
  now?: () => number,
): DrainEstimate {
  // Redis' clock stamps finished jobs.
  const storeTime = now ?? (async () => (await storeNow(redis)).getTime());
  let estimate = MIN_SECONDS;

  async function read(): Promise<number> {
    try {
      estimate = secondsToDrain(await readState(redis, (name) => bull.toKey(name), await storeTime()));
    } catch {
      // Redis is away: keep the last estimate.
    }
    return estimate;
  }

  return { retryAfterSeconds: memoizeFor(MEMOIZED_MS, read, now) };
}

async function readState(
  redis: RedisClient,
  key: (name: string) => string,
  now: number,
): Promise<QueueState> {
  const since = now - WINDOW_MS;
  const [waiting, active, finished, first, next] = await Promise.all([
    redis.llen(key('wait')),
    redis.llen(key('active')),
    redis.zcount(key('completed'), since, '+inf'),
    redis.zrange(key('completed'), 0, '0', 'WITHSCORES'),
    redis.lindex(key('wait'), -1),
  ]);
  const addedAt = next === null ? null : await redis.hget(key(next), 'timestamp');
  const begin = Math.max(since, scoreOf(first) ?? since);
  return {
    waiting: waiting + active,
    finished,
    windowMs: Math.max(1, now - begin),
    oldestMs: addedAt === null ? 0 : Math.max(0, now - Number(addedAt)),
  };
}

/**
 * Reads the score of `[member, score]`, which is nested or flat, depending on the protocol's
 * version.
 */
function scoreOf(pair: readonly unknown[]): number | undefined {
  const score = Number(pair.flat()[1]);
  return Number.isFinite(score) ? score : undefined;
}
