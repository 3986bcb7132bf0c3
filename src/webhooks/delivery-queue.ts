import { randomUUID } from 'node:crypto';
import { type JobsOptions, Queue, type QueueOptions } from 'bullmq';
import { z } from 'zod';
import { isArticleId } from '../articles/article-id.ts';
import { AppError } from '../errors.ts';
import { QUEUE_OPTIONS } from '../queue/enrichment-queue.ts';
import { jobStateOf } from '../queue/job-state.ts';
import { promoteLateJobs } from '../queue/late-jobs.ts';
import type { RedisClient } from '../redis/connect.ts';
import { storeError } from '../redis/store-errors.ts';
import { RETRY_SCHEDULE_MS } from './retry-schedule.ts';

export const DELIVERY_QUEUE = 'delivery';

/**
 * A job holds only ids. URL and message stay with the article. The job's own id is the delivery's;
 * if that is taken, a random part is appended.
 */
export const deliveryJobSchema = z.strictObject({
  article: z.string().refine(isArticleId),
  revision: z.number().int().positive(),
  delivery: z.string().regex(/^msg_[0-9a-f]{32}$/),
});
export type DeliveryJob = z.infer<typeof deliveryJobSchema>;

const JOB_OPTIONS: JobsOptions = {
  attempts: RETRY_SCHEDULE_MS.length,
  // Not one of BullMQ's own strategies: the worker computes the delay.
  backoff: { type: 'schedule' },
  // What became of a delivery is stored beside the article. A completed job that was kept would
  // block a retry by hand.
  removeOnComplete: true,
  removeOnFail: { age: 7 * 86_400, count: 10_000 },
};

/**
 * The queue as producers see it. Every Redis failure is a `store_unavailable` or `store_refused`.
 */
export interface DeliveryQueue {
  /**
   * Queues a delivery. A job that already waits or runs is kept. A job that is over, or that no
   * list contains, is replaced.
   */
  add(job: DeliveryJob): Promise<void>;
  /**
   * Like `add`, but a delivery that waits for its next attempt or has failed is retried at once.
   */
  addOrRetryNow(job: DeliveryJob): Promise<void>;
  /**
   * Makes jobs due now if a worker whose clock is fast delayed them for too long. Returns the
   * articles of those jobs.
   * @param now the store's clock.
   */
  promoteLate(now: Date): Promise<readonly string[]>;
  close(): Promise<void>;
  /** For the dashboard. */
  readonly bull: Queue<DeliveryJob>;
}

/** @param redis a connection that the queue does not close. */
export function createDeliveryQueue(
  redis: RedisClient,
  onError: (error: Error) => void,
  telemetry: Pick<QueueOptions, 'telemetry'> = {},
): DeliveryQueue {
  const options = { connection: redis, ...QUEUE_OPTIONS, ...telemetry };
  const bull = new Queue<DeliveryJob>(DELIVERY_QUEUE, options);
  bull.on('error', onError);
  const add = (job: DeliveryJob, timestamp: number, jobId = job.delivery) =>
    bull.add('deliver', job, { ...JOB_OPTIONS, jobId, timestamp });
  return {
    bull,
    add: (job) =>
      attempt(redis, async () => {
        const { place, now } = await jobStateOf(redis, bull, job.delivery);
        if (place === 'due') return;
        if (place !== 'none') await bull.remove(job.delivery);
        await add(job, now);
      }),
    addOrRetryNow: (job) =>
      attempt(redis, async () => {
        const { now } = await jobStateOf(redis, bull, job.delivery);
        const isFree = (await bull.remove(job.delivery)) === 1;
        // A running job is locked, so it stays, and may fail for good in a moment. The new job
        // needs another id.
        await add(job, now, isFree ? job.delivery : `${job.delivery}.${randomUUID()}`);
      }),
    promoteLate: async (now) => (await promoteLateJobs(redis, bull, now)).map(({ data }) => data.article),
    close: () => bull.close(),
  };
}

async function attempt(redis: RedisClient, command: () => Promise<unknown>): Promise<void> {
  // A queue that was never connected waits for its connection without a limit. A worker may wait,
  // but a request must not.
  if (redis.options.enableOfflineQueue === false && redis.status !== 'ready')
    throw new AppError('store_unavailable', 'The store cannot be reached');
  try {
    await command();
  } catch (cause) {
    throw storeError(cause);
  }
}
