import type { Job, Queue } from 'bullmq';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';

/** How many delayed jobs one call examines. If there are more, each call examines others. */
const MAX_EXAMINED = 1000;

/** How far a worker's clock may differ from the store's, in milliseconds. */
const MAX_SKEW_MS = 60_000;

/**
 * BullMQ's score of a delayed job is the instant at which it is due, in milliseconds, times this.
 */
const SCORE_UNIT = 0x1000;

/**
 * Makes jobs due now if a worker whose clock is fast delayed them for too long. BullMQ adds a job's
 * delay to the worker's clock, and stores the delay with the job. If a job is due later than the
 * store's clock plus that delay, the worker's clock was fast.
 *
 * @param now the store's clock.
 * @returns the jobs that are due now.
 * @throws AppError `store_unavailable`.
 */
export async function promoteLateJobs<T>(
  redis: RedisClient,
  bull: Queue<T>,
  now: Date,
): Promise<readonly Job<T>[]> {
  return await orUnavailable(async () => {
    const latest = now.getTime() + MAX_SKEW_MS;
    const jobs = await delayedJobs(redis, bull, latest);
    const delays = await Promise.all(jobs.map(({ id }) => redis.hget(bull.toKey(id), 'delay')));
    const lateJobs = jobs.filter(({ dueMs }, index) => dueMs > latest + Number(delays[index]));
    const promoted: Job<T>[] = [];
    for (const { id } of lateJobs) {
      const job = (await bull.getJob(id)) as Job<T> | undefined;
      await job?.promote();
      if (job) promoted.push(job);
    }
    return promoted;
  });
}

async function delayedJobs(
  redis: RedisClient,
  bull: Pick<Queue, 'toKey'>,
  dueAfterMs: number,
): Promise<readonly { readonly id: string; readonly dueMs: number }[]> {
  const key = bull.toKey('delayed');
  const from = dueAfterMs * SCORE_UNIT;
  const count = await redis.zcount(key, from, '+inf');
  const offset = Math.floor(Math.random() * Math.max(0, count - MAX_EXAMINED + 1));
  const flat = await redis.zrangebyscore(key, from, '+inf', 'WITHSCORES', 'LIMIT', offset, MAX_EXAMINED);
  return flat.flatMap((id, index) =>
    index % 2 === 0 ? [{ id, dueMs: Number(flat[index + 1]) / SCORE_UNIT }] : [],
  );
}
