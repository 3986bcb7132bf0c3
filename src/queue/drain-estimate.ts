import { memoizeFor } from '../async/memoize-for.ts';
import { storeNow } from '../redis/clock.ts';
import type { RedisClient } from '../redis/connect.ts';
import type { EnrichmentQueue } from './enrichment-queue.ts';

/** How soon an article that is queued now may be finished. */
export interface DrainEstimate {
  /** Whole seconds, {@link MIN_SECONDS} to {@link MAX_SECONDS}; Redis is asked once a second at most. It never rejects. */
  retryAfterSeconds(): Promise<number>;
}

const MIN_SECONDS = 1;
const MAX_SECONDS = 60;
/** The completions of so many milliseconds tell the rate. */
const WINDOW_MS = 10_000;
const MEMOIZED_MS = 1000;

/** What is known of the queue at a moment. */
export interface QueueState {
  /** How many jobs wait or are worked on. */
  readonly waiting: number;
  /** How many were finished in the last {@link WINDOW_MS} and are still remembered. */
  readonly finished: number;
  /** How long ago the first of those was finished, in milliseconds: the queue remembers a limited number. */
  readonly windowMs: number;
  /** How long the one that comes next has waited, in milliseconds. */
  readonly oldestMs: number;
}

/**
 * The time in which the waiting jobs are finished at the rate of late. Where none was finished of late nobody can tell: then as long
 * again as the oldest has waited, so that whoever polls comes more and more seldom.
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
  // The times of finished jobs are by the clock of Redis.
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

/** Of `[member, score]`, in whatever form the protocol's version gives it. */
function scoreOf(pair: readonly unknown[]): number | undefined {
  const score = Number(pair.flat()[1]);
  return Number.isFinite(score) ? score : undefined;
}
