import { setMaxListeners } from 'node:events';
import { type Job, WaitingError, Worker } from 'bullmq';
import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { QUEUE_PREFIX } from '../queue/enrichment-queue.ts';
import { pauseOnErrors } from '../queue/pause-on-errors.ts';
import { outagePauseMs, putOff } from '../queue/put-off.ts';
import type { RedisClient } from '../redis/connect.ts';
import { isStoreOutage } from '../redis/store-errors.ts';
import type { Resolve } from './addresses.ts';
import type { CallbackStore } from './callback-store.ts';
import { AttemptFailed, type DeliverOptions, deliver } from './deliver.ts';
import { DELIVERY_QUEUE, type DeliveryJob, deliveryJobSchema } from './delivery-queue.ts';
import { createResolver } from './host-names.ts';
import { MAX_PLACES, Postponed, ReceiverLimits } from './receiver-limits.ts';
import { RETRY_SCHEDULE_MS, retryDelayMs } from './retry-schedule.ts';

/**
 * A dead worker is noticed as soon as one that enriches. No delivery kills its worker, so a delivery
 * may stall as many times as it may fail.
 */
const RECOVERY = { lockDuration: 5000, stalledInterval: 2500, maxStalledCount: RETRY_SCHEDULE_MS.length };

/** More jobs than places: a job that finds its receiver busy must not wait for the others. */
const CONCURRENCY = MAX_PLACES + 16;

const MAX_OUTAGE_PAUSE_MS = 300_000;

/** First attempts go before all others. */
const LATER = { priority: 1 } as const;

export interface DeliveryWorkerOptions extends Omit<DeliverOptions, 'limits' | 'resolve'> {
  /** Unset: names are looked up in the hosts file and in DNS. */
  readonly resolve?: Resolve;
  /** A worker's connection; the worker opens a second one like it. */
  readonly redis: RedisClient;
  /** The delay before each attempt, in milliseconds. */
  readonly scheduleMs?: readonly number[];
}

export interface DeliveryWorker {
  ready(): Promise<unknown>;
  /**
   * Waits up to `drainMs` for running deliveries. The others are left to another worker, as if they
   * had not begun.
   */
  close(drainMs: number): Promise<void>;
}

/**
 * Takes deliveries off the queue and posts them. A delivery whose worker dies is repeated, under
 * the same `webhook-id`.
 */
export function createDeliveryWorker(options: DeliveryWorkerOptions): DeliveryWorker {
  const { redis, logger, callbacks, scheduleMs = RETRY_SCHEDULE_MS } = options;
  const { resolve = createResolver(options) } = options;
  const delivering = { ...options, resolve, limits: new ReceiverLimits() };
  // One signal for all jobs. BullMQ's own signals do not cover a job that the worker receives while
  // it stops.
  const stopping = new AbortController();
  const { signal } = stopping;
  setMaxListeners(CONCURRENCY, signal);
  const worker = new Worker<DeliveryJob>(
    DELIVERY_QUEUE,
    async (job, token) => {
      try {
        signal.throwIfAborted();
        await deliver(job, signal, delivering);
      } catch (error) {
        if (error === signal.reason) {
          // Without the store it counts as stalled later, which uses up no attempt either.
          await job.moveToWait(token).catch(() => {});
          throw new WaitingError();
        }
        await lowerPriority(job);
        const pauseMs = pauseOf(error, job);
        if (pauseMs === undefined) throw error;
        await putOff(job, { token, pauseMs, isStopping: () => signal.aborted });
      }
    },
    {
      connection: redis,
      prefix: QUEUE_PREFIX,
      concurrency: CONCURRENCY,
      ...RECOVERY,
      ...options.tracing?.bull,
      settings: {
        backoffStrategy: (failures, _type, error) =>
          retryDelayMs(failures, {
            scheduleMs,
            random: Math.random(),
            retryAfterMs: error instanceof AttemptFailed ? error.retryAfterMs : undefined,
          }),
      },
    },
  );
  worker.on('error', (error) => logger.warn({ reason: error.message }, 'queue error'));
  pauseOnErrors(worker);
  worker.on('failed', (job, error) => void noteStall(job, error, callbacks, logger));
  return {
    ready: () => worker.waitUntilReady(),
    close: async (drainMs) => {
      const timer = setTimeout(() => stopping.abort(new Error('The worker is stopping')), drainMs);
      await worker.close().finally(() => clearTimeout(timer));
    },
  };
}

/** Never rejects, because only the order of the queue depends on it. */
async function lowerPriority(job: Job): Promise<void> {
  if (job.priority === 0) await job.changePriority(LATER).catch(() => {});
}

/**
 * Returns for how many milliseconds a delivery is delayed without using up an attempt; undefined if
 * the attempt counts.
 */
function pauseOf(error: unknown, job: Job): number | undefined {
  if (error instanceof Postponed) return error.pauseMs * (1 + Math.random());
  // Rarely, because the message may have been posted before the store was out.
  return isStoreOutage(error) ? outagePauseMs(job, MAX_OUTAGE_PAUSE_MS) : undefined;
}

/**
 * Records the failure of a delivery that BullMQ gave up because its workers died. No processor sees
 * such a failure.
 */
async function noteStall(
  job: Job<DeliveryJob> | undefined,
  error: Error,
  callbacks: CallbackStore,
  logger: Logger,
): Promise<void> {
  if (!job?.finishedOn || !/stalled/.test(error.message)) return;
  try {
    const { article, delivery: id } = deliveryJobSchema.parse(job.data);
    const delivery = await callbacks.read(article, id);
    // A worker that lost its lock may still have delivered it.
    if (delivery?.state === 'delivered') return;
    if (delivery) await callbacks.settle(article, { ...delivery, state: 'failed', reason: error.message });
    logger.error({ article, delivery: id }, 'webhook not delivered: its workers died');
  } catch (reason) {
    logger.error({ delivery: job.id, reason: messageOf(reason) }, 'could not store the failure of a webhook');
  }
}
