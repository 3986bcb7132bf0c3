import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Job } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { createDeliveryQueue, type DeliveryJob } from '../../src/webhooks/delivery-queue.ts';
import { createDeliveryWorker, type DeliveryWorkerOptions } from '../../src/webhooks/delivery-worker.ts';
import { tracked } from './open-resources.ts';
import { openTestStore } from './open-test-store.ts';
import { until } from './until.ts';

const ignore = (): void => {};

export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

export interface RunningDeliveryWorker extends AsyncDisposable {
  /** Its log so far, one line per entry. */
  readonly log: readonly string[];
  /** Closes it like a process that is asked to stop. */
  stop(drainMs: number): Promise<void>;
}

export type DeliverySettings = Pick<DeliveryWorkerOptions, 'secrets'> & Partial<DeliveryWorkerOptions>;

/** Starts a worker in this process that delivers webhooks, to private addresses too. */
export async function startDeliveryWorker(
  redisUrl: string,
  settings: DeliverySettings,
): Promise<RunningDeliveryWorker> {
  const log: string[] = [];
  const store = openTestStore(redisUrl);
  const worker = createDeliveryWorker({
    ...store,
    ...store.webhooks,
    metrics: createMetrics().webhooks,
    allowPrivate: true,
    logger: pino({ level: 'trace' }, { write: (line: string) => void log.push(line) }),
    ...settings,
  });
  await worker.ready();
  let stopping: Promise<void> | undefined;
  const stop = (drainMs: number): Promise<void> => {
    stopping ??= worker.close(drainMs);
    return stopping;
  };
  return tracked('delivery worker', { log, stop }, async () => {
    await stop(0);
    await store[Symbol.asyncDispose]();
  });
}

export interface DeliveryJobs extends AsyncDisposable {
  readonly redis: Redis;
  /** Returns all jobs in the queue, in every state. */
  all(): Promise<readonly Job<DeliveryJob>[]>;
  /** Waits until the only job has failed this many times. Returns the job and its delay. */
  afterFailures(failures: number): Promise<{ job: Job<DeliveryJob>; delayMs: number }>;
}

/** Opens the queue of deliveries, to inspect and promote its jobs. */
export async function openDeliveryJobs(redisUrl: string): Promise<DeliveryJobs> {
  const redis = new Redis(redisUrl);
  await once(redis, 'ready');
  const { bull, close } = createDeliveryQueue(redis, ignore);
  const all = () => bull.getJobs(['wait', 'prioritized', 'active', 'delayed', 'failed']);
  const jobs = {
    redis,
    all,
    afterFailures: (failures: number) =>
      until(`${failures} failed attempts`, async () => {
        const [job] = await all();
        if (job?.attemptsMade !== failures || !(await job.isDelayed())) return undefined;
        return { job, delayMs: job.delay };
      }),
  };
  return tracked('delivery jobs', jobs, async () => {
    await close();
    redis.disconnect();
  });
}
