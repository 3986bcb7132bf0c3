import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Job } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { ArticleStore } from '../../src/articles/article-store.ts';
import { CallbackStore } from '../../src/articles/callback-store.ts';
import { createDeliveryQueue, type DeliveryJob } from '../../src/queue/delivery-queue.ts';
import { connectRedis } from '../../src/redis/connect.ts';
import { WORKER_CONNECTION } from '../../src/redis/connections.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { EndpointBoard } from '../../src/webhooks/endpoint-board.ts';
import { createDeliveryWorker, type DeliveryWorkerOptions } from '../../workers/delivery-worker.ts';
import { tracked } from './open-resources.ts';
import { until } from './until.ts';

const ignore = (): void => {};

export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

export interface RunningDeliveryWorker extends AsyncDisposable {
  /** Its log so far, a line each. */
  readonly log: readonly string[];
  /** Closes it as a process that is asked to stop does. */
  stop(drainMs: number): Promise<void>;
}

export type DeliverySettings = Pick<DeliveryWorkerOptions, 'secrets'> & Partial<DeliveryWorkerOptions>;

/** A worker in this process that delivers webhooks, to private addresses too. */
export async function startDeliveryWorker(
  redisUrl: string,
  settings: DeliverySettings,
): Promise<RunningDeliveryWorker> {
  const log: string[] = [];
  const redis = connectRedis({ kind: 'single', url: redisUrl }, WORKER_CONNECTION, ignore);
  const worker = createDeliveryWorker({
    articles: new ArticleStore(redis, { ttlSeconds: 3600 }),
    callbacks: new CallbackStore(redis),
    endpoints: new EndpointBoard(redis),
    redis,
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
    redis.disconnect();
  });
}

export interface DeliveryJobs extends AsyncDisposable {
  readonly redis: Redis;
  /** All that are in the queue, whatever their state. */
  all(): Promise<readonly Job<DeliveryJob>[]>;
  /** The only job, once so many attempts have failed, and how long it waits from then on. */
  afterFailures(failures: number): Promise<{ job: Job<DeliveryJob>; delayMs: number }>;
}

/** The queue of deliveries, to look into and to hasten. */
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
