import { type Job, Worker } from 'bullmq';
import type { Undertaking } from '../src/articles/article-store.ts';
import type { EnrichOptions } from '../src/articles/enrich-article.ts';
import { isAppError, messageOf } from '../src/errors.ts';
import type { FinishedRevision } from '../src/feed/feed-entry.ts';
import type { Logger } from '../src/logger.ts';
import {
  articleOf,
  ENRICHMENT_QUEUE,
  type EnrichmentJob,
  enrichmentJobSchema,
  jobIdOf,
  QUEUE_PREFIX,
} from '../src/queue/enrichment-queue.ts';
import type { RedisClient } from '../src/redis.ts';
import { isStoreOutage } from '../src/redis-outage.ts';
import type { ArticleMetrics } from '../src/telemetry/metrics/articles.ts';
import type { Tracing } from '../src/telemetry/trace.ts';
import { announce, type EnrichmentStores, enrichStored } from './enrich-stored.ts';
import { forQueue, isFinal, isStalled, problemOf } from './enrichment-failures.ts';
import { pauseOnErrors } from './pause-on-errors.ts';
import { outagePauseMs, putOff } from './put-off.ts';

/**
 * A worker that dies is noticed when its lock runs out and another worker looks: seven and a half seconds at most. A job whose
 * worker dies twice is poison and fails (BullMQ's `maxStalledCount`).
 */
const RECOVERY = { lockDuration: 5000, stalledInterval: 2500, maxStalledCount: 1 } as const;

export interface EnrichmentWorkerOptions extends EnrichmentStores {
  readonly enrich: Omit<EnrichOptions, 'signal'>;
  /** A worker's connection; the worker opens a second one like it. */
  readonly redis: RedisClient;
  readonly concurrency: number;
  readonly metrics: ArticleMetrics;
  readonly logger: Logger;
  readonly tracing?: Tracing;
}

/** Takes articles off the queue and enriches them. Every step may run twice: a second worker repeats what a dead one did. */
export function createEnrichmentWorker(options: EnrichmentWorkerOptions): Worker<EnrichmentJob> {
  const { enrich, redis, concurrency, logger } = options;
  const worker = new Worker<EnrichmentJob>(
    ENRICHMENT_QUEUE,
    async (job, token, signal) => {
      let undertaking: Undertaking | undefined;
      const isStopping = (): boolean => worker.closing !== undefined;
      try {
        const { id } = enrichmentJobSchema.parse(job.data);
        undertaking = await options.articles.take(id);
        const enriching = { ...enrich, signal: signal ?? new AbortController().signal };
        await enrichJob(job, undertaking, options, enriching);
      } catch (error) {
        const failure = await failureOf(job, error, options, undertaking);
        if (failure) throw failure;
        await putOff(job, { token, pauseMs: outagePauseMs(job), isStopping });
      }
    },
    { connection: redis, prefix: QUEUE_PREFIX, concurrency, ...RECOVERY, ...options.tracing?.bull },
  );
  worker.on('error', (error) => logger.warn({ reason: error.message }, 'queue error'));
  pauseOnErrors(worker);
  worker.on('stalled', (id) => logger.warn({ article: articleOf(id) }, 'its worker died; it is tried again'));
  worker.on('failed', (job, error) => {
    const article = job?.id && articleOf(job.id);
    logger.warn({ article, attempt: job?.attemptsMade, ...problemOf(error) }, 'enriching failed');
    // What killed its workers was in nobody's hands when it failed.
    if (job?.id && isStalled(error)) void recordFailure(job.id, error, options);
  });
  return worker;
}

/** What BullMQ is told of an error; undefined if the store is out, which is no failure of the job. */
async function failureOf(
  job: Job<EnrichmentJob>,
  error: unknown,
  options: EnrichmentWorkerOptions,
  undertaking: Undertaking | undefined,
): Promise<Error | undefined> {
  if (isStoreOutage(error)) return undefined;
  if (!isAppError(error)) options.logger.error({ article: job.data.id, error }, 'bug');
  const failure = forQueue(error);
  if (!isFinal(job, failure)) return failure;
  // While the job is still in hand: should this worker die now, another repeats it, and nothing is left untold.
  return (await recordFailure(job.id ?? '', failure, options, undertaking)) ? failure : undefined;
}

async function enrichJob(
  job: Job<EnrichmentJob>,
  undertaking: Undertaking | undefined,
  options: EnrichmentWorkerOptions,
  enriching: EnrichOptions,
): Promise<void> {
  const started = performance.now();
  // One that is tried again was waited for otherwise.
  const isFirst = job.attemptsStarted === 1;
  // Both times are the store's.
  if (isFirst && undertaking)
    options.metrics.waitSeconds.observe(secondsBetween(job.timestamp, undertaking.takenAt.getTime()));
  const made = await enrichStored(job.data.id, undertaking, options, enriching);
  if (!made) return;
  const { metrics } = options;
  metrics.enriched.inc();
  metrics.runSeconds.observe(secondsBetween(started, performance.now()));
  if (isFirst) metrics.endToEndSeconds.observe(secondsBetween(job.timestamp, Date.parse(made.enrichedAt)));
  await countMentions(made, options);
}

/** A refresh finds what was found before, and says nothing new of its source. */
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
    logger.warn({ reason: messageOf(error) }, 'its mentions could not be counted');
  });
}

/** The store's clock may step. */
function secondsBetween(from: number, to: number): number {
  return Math.max(0, to - from) / 1000;
}

/**
 * It may have failed after it was enriched, and is told of as such then. Where another job is about the article by now, nothing is noted. Returns false if the
 * store is out and nothing could be noted.
 */
async function recordFailure(
  jobId: string,
  error: Error,
  options: EnrichmentWorkerOptions,
  undertaking?: Undertaking,
): Promise<boolean> {
  const { articles, ledger, metrics, logger } = options;
  const article = articleOf(jobId);
  const problem = problemOf(error);
  try {
    const of = undertaking ?? (await undertakingOf(jobId, articles));
    if (of) {
      await articles.saveFailure(article, problem, of);
      await announce(article, options);
    }
  } catch (reason) {
    if (isStoreOutage(reason)) {
      logger.warn({ article, reason: messageOf(reason) }, 'its failure could not be stored yet');
      return false;
    }
    if (isAppError(reason) && reason.code === 'article_expired') {
      await ledger.close(article, 'expired', undertaking?.generation).catch((why: unknown) => {
        logger.error({ article, reason: messageOf(why) }, 'it expired, and is still open in the books');
      });
    } else logger.error({ article, reason: messageOf(reason) }, 'its failure could not be stored');
  }
  metrics.failed.inc({ code: problem.code });
  return true;
}

/** What a job that was never in hand here was about; undefined where another is about the article by now. @throws AppError `article_expired`. */
async function undertakingOf(
  jobId: string,
  articles: EnrichmentStores['articles'],
): Promise<Pick<Undertaking, 'generation'> | undefined> {
  const record = (await articles.find(articleOf(jobId)))?.record;
  if (!record || jobIdOf(record.id, record.turn) !== jobId) return undefined;
  return { generation: record.generation ?? '' };
}
