import { type Job, Worker } from 'bullmq';
import type { EnrichOptions } from '../src/articles/enrich-article.ts';
import type { ArticleClaims } from '../src/articles/lifecycle/article-claims.ts';
import type { EnrichmentTask } from '../src/articles/lifecycle/article-store.ts';
import { Turns } from '../src/async/turns.ts';
import { AppError, messageOf } from '../src/errors.ts';
import type { FinishedRevision } from '../src/feed/feed-entry.ts';
import type { Logger } from '../src/logger.ts';
import {
  articleOf,
  ENRICHMENT_QUEUE,
  type EnrichmentJob,
  enrichmentJobSchema,
  QUEUE_PREFIX,
} from '../src/queue/enrichment-queue.ts';
import { hasStalled, STALLED } from '../src/queue/job-failure.ts';
import { pauseOnErrors } from '../src/queue/pause-on-errors.ts';
import { outagePauseMs, putOff } from '../src/queue/put-off.ts';
import type { RedisClient } from '../src/redis/connect.ts';
import type { ArticleMetrics } from '../src/telemetry/metrics/articles.ts';
import type { Tracing } from '../src/telemetry/trace.ts';
import { type EnrichmentStores, type EnrichStoredOptions, enrichStored } from './enrich-stored.ts';
import { isFinal, problemOf } from './enrichment-failures.ts';
import { HeavyPlace, HeavyPlaces, NoPlace } from './heavy-places.ts';
import { failureOf, settleStalled } from './record-failure.ts';

/**
 * A dead worker is noticed when its lock expires and another worker looks: after seven and a half
 * seconds at most.
 */
const RECOVERY = { lockDuration: 5000, stalledInterval: 2500 } as const;

/** How many workers may die while they enrich one article. */
const MAX_DEATHS = 1;

/**
 * BullMQ counts every lock that expired, even if the worker was only slow or stopped. If claims
 * show who died, BullMQ's count is a last resort.
 */
const MAX_LOST_LOCKS = 20;

/**
 * How many heavy articles a worker processes at a time. Each takes tens of megabytes while it is
 * computed.
 */
const MAX_HEAVY = 3;

/**
 * How many huge articles a worker processes at a time. One of 5 MB takes more than 100 MB, and
 * deployments give a worker 512 MB.
 */
const MAX_HUGE = 1;

/** An article with more mentions than this is heavy. */
const MAX_USUAL_MENTIONS = 150;

export interface EnrichmentWorkerOptions extends EnrichmentStores {
  readonly enrich: Omit<EnrichOptions, 'signal' | 'compute' | 'onFound'>;
  /** Shows which workers died over an article. Unset: each expired lock counts as a death. */
  readonly claims?: ArticleClaims;
  /** A worker's connection; the worker opens a second one like it. */
  readonly redis: RedisClient;
  readonly concurrency: number;
  readonly metrics: ArticleMetrics;
  readonly logger: Logger;
  readonly tracing?: Tracing;
}

/**
 * Takes articles off the queue and enriches them. Every step may run twice: a second worker repeats
 * what a dead one did.
 */
export function createEnrichmentWorker(options: EnrichmentWorkerOptions): Worker<EnrichmentJob> {
  const { redis, concurrency, logger, claims } = options;
  const sharing: Sharing = {
    turns: new Turns(),
    heavy: new HeavyPlaces(MAX_HEAVY),
    huge: new HeavyPlaces(MAX_HUGE),
    suspects: new HeavyPlaces(1),
  };
  const worker = new Worker<EnrichmentJob>(
    ENRICHMENT_QUEUE,
    // BullMQ passes the signal only to a function of three parameters, and one with a default does
    // not count.
    async (job, token, signal) => {
      const pauseMs = await workOn(job, signal ?? new AbortController().signal, sharing, options);
      if (pauseMs === undefined) return;
      const isStopping = (): boolean => worker.closing !== undefined;
      try {
        await putOff(job, { token, pauseMs, isStopping });
      } finally {
        await letGo(job.data.id, false, options);
      }
    },
    {
      connection: redis,
      prefix: QUEUE_PREFIX,
      concurrency,
      ...RECOVERY,
      maxStalledCount: claims ? MAX_LOST_LOCKS : MAX_DEATHS,
      ...options.tracing?.bull,
    },
  );
  worker.on('error', (error) => logger.warn({ reason: error.message }, 'queue error'));
  pauseOnErrors(worker);
  worker.on('stalled', (id) => {
    logger.warn(
      { article: articleOf(id) },
      'job stalled: its worker died or was slow, another one takes it over',
    );
  });
  worker.on('failed', (job, error) => {
    const article = job?.id && articleOf(job.id);
    logger.warn({ article, attempt: job?.attemptsMade, ...problemOf(error) }, 'enriching failed');
    // BullMQ, not a processor, fails a stalled job, so record the failure here.
    if (job && hasStalled(error.message)) void settleStalled(job, error, options);
  });
  return worker;
}

/** What the articles that a worker is processing share. */
interface Sharing {
  readonly turns: Turns;
  readonly heavy: HeavyPlaces;
  readonly huge: HeavyPlaces;
  /** For articles that may have killed a worker. */
  readonly suspects: HeavyPlaces;
}

/**
 * Enriches the article of a job. If it has to wait for other articles or for the store, it returns
 * after how many milliseconds the job should run again.
 */
async function workOn(
  job: Job<EnrichmentJob>,
  signal: AbortSignal,
  { turns, heavy, huge, suspects }: Sharing,
  options: EnrichmentWorkerOptions,
): Promise<number | undefined> {
  const place = new HeavyPlace(heavy, job.data.id);
  const hugePlace = new HeavyPlace(huge, job.data.id);
  const suspectPlace = new HeavyPlace(suspects, job.data.id);
  let task: EnrichmentTask | undefined;
  try {
    const { id } = enrichmentJobSchema.parse(job.data);
    if (heavy.isWaiting(id)) place.take();
    if (huge.isWaiting(id)) hugePlace.take();
    const deaths = (await options.claims?.claim(id)) ?? 0;
    task = await options.articles.claim(id);
    if (deaths > MAX_DEATHS) throw new AppError(STALLED.code, STALLED.detail);
    // Any article that a dead worker was processing may have killed it. Such articles run one at a
    // time, so that the next death shows which one it was.
    if (deaths > 0) suspectPlace.take();
    await enrichJob(job, task, options, {
      ...options.enrich,
      signal,
      compute: (steps) => turns.run(steps, signal, () => place.isHeld),
      onSize: (size) => (size === 'huge' ? hugePlace : place).take(),
      onFound: (mentions) => {
        if (mentions > MAX_USUAL_MENTIONS) place.take();
      },
    });
    await letGo(id, true, options);
    return undefined;
  } catch (error) {
    return await settleError(job, error, options, task);
  } finally {
    place.giveBack();
    hugePlace.giveBack();
    suspectPlace.giveBack();
  }
}

/** Ends a run that threw, as {@link workOn} does. @throws the error to report to BullMQ. */
async function settleError(
  job: Job<EnrichmentJob>,
  error: unknown,
  options: EnrichmentWorkerOptions,
  task: EnrichmentTask | undefined,
): Promise<number | undefined> {
  if (error instanceof NoPlace) return error.retryInMs;
  const failure = await failureOf(job, error, options, task);
  if (failure === 'store out') return outagePauseMs(job);
  const isOver = failure === 'obsolete' || isFinal(job, failure);
  await letGo(job.data.id, isOver, options);
  if (failure === 'obsolete') return undefined;
  throw failure;
}

/** Releases the claim on an article, because work that ended by itself has killed nobody. */
async function letGo(
  id: string,
  isOver: boolean,
  { claims, logger }: EnrichmentWorkerOptions,
): Promise<void> {
  try {
    await (isOver ? claims?.clear(id) : claims?.release(id));
  } catch (error) {
    logger.warn({ article: id, reason: messageOf(error) }, 'could not release the claim on an article');
  }
}

async function enrichJob(
  job: Job<EnrichmentJob>,
  task: EnrichmentTask | undefined,
  options: EnrichmentWorkerOptions,
  enriching: EnrichStoredOptions,
): Promise<void> {
  const started = performance.now();
  // A retried job has also waited for other reasons.
  const isFirst = job.attemptsStarted === 1;
  // Both times are the store's.
  if (isFirst && task)
    options.metrics.waitSeconds.observe(secondsBetween(job.timestamp, task.claimedAt.getTime()));
  const result = await enrichStored(job.data.id, task, options, enriching);
  if (!result) return;
  const { metrics } = options;
  metrics.enriched.inc();
  metrics.runSeconds.observe(secondsBetween(started, performance.now()));
  if (isFirst) metrics.endToEndSeconds.observe(secondsBetween(job.timestamp, Date.parse(result.enrichedAt)));
  await countMentions(result, options);
}

/**
 * Counts the mentions of an article. A refresh finds the same mentions again, so it does not count
 * for drift.
 */
async function countMentions(
  { revision, metadata, enrichedAt, enrichment }: FinishedRevision,
  { metrics, drift, logger }: EnrichmentWorkerOptions,
): Promise<void> {
  const byDialect = new Map<string, number>();
  for (const { dialect, genuine } of enrichment.mentions) {
    metrics.mentions.inc({ dialect, verdict: genuine ? 'genuine' : 'false' });
    byDialect.set(dialect, (byDialect.get(dialect) ?? 0) + 1);
  }
  if (revision > 1) return;
  await drift.note(metadata.source, byDialect, new Date(enrichedAt)).catch((error: unknown) => {
    logger.warn({ reason: messageOf(error) }, 'could not count mentions');
  });
}

/** Returns at least 0, because the store's clock may jump back. */
function secondsBetween(from: number, to: number): number {
  return Math.max(0, to - from) / 1000;
}
