import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { isArticleId } from '../articles/article-id.ts';
import { AppError, messageOf } from '../errors.ts';
import { RETRY_SCHEDULE_MS } from '../webhooks/retry-schedule.ts';
import { QUEUE_OPTIONS } from './enrichment-queue.ts';

export const DELIVERY_QUEUE = 'delivery';

/** What a job holds: ids. URL and message stay with the article. The job's own id is the delivery's. */
export const deliveryJobSchema = z.strictObject({
  article: z.string().refine(isArticleId),
  revision: z.number().int().positive(),
  delivery: z.string().regex(/^msg_[0-9a-f]{32}$/),
});
export type DeliveryJob = z.infer<typeof deliveryJobSchema>;

const JOB_OPTIONS: JobsOptions = {
  attempts: RETRY_SCHEDULE_MS.length,
  // Not one of BullMQ's own: the worker says how long.
  backoff: { type: 'schedule' },
  // What became of a delivery stands beside the article. A job that was kept would stand in the way of one by hand.
  removeOnComplete: true,
  removeOnFail: { age: 7 * 86_400, count: 10_000 },
};

/** The queue as those who want a delivery see it. Whatever goes wrong is a `store_unavailable`. */
export interface DeliveryQueue {
  /** Queues a delivery; one that waits or runs already is not queued again. */
  add(job: DeliveryJob): Promise<void>;
  /** The same, and one that waits for its next attempt or has failed is tried at once. */
  addAnew(job: DeliveryJob): Promise<void>;
  close(): Promise<void>;
  /** For the dashboard. */
  readonly bull: Queue<DeliveryJob>;
}

/** @param redis a connection that the queue does not close. */
export function createDeliveryQueue(redis: Redis, onError: (error: Error) => void): DeliveryQueue {
  const bull = new Queue<DeliveryJob>(DELIVERY_QUEUE, { connection: redis, ...QUEUE_OPTIONS });
  bull.on('error', onError);
  const add = (job: DeliveryJob) => bull.add('deliver', job, { ...JOB_OPTIONS, jobId: job.delivery });
  return {
    bull,
    add: (job) => attempt(redis, () => add(job)),
    addAnew: (job) =>
      attempt(redis, async () => {
        // One that runs is locked, and stays.
        await bull.remove(job.delivery);
        await add(job);
      }),
    close: () => bull.close(),
  };
}

async function attempt(redis: Redis, command: () => Promise<unknown>): Promise<void> {
  // A queue whose connection was never ready waits for it, however long; a worker may, whoever posts must not.
  if (redis.options.enableOfflineQueue === false && redis.status !== 'ready')
    throw new AppError('store_unavailable', 'Redis is not connected');
  try {
    await command();
  } catch (cause) {
    throw new AppError('store_unavailable', `The queue did not take the delivery: ${messageOf(cause)}`, {
      cause,
    });
  }
}
