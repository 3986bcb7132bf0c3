import { type Job, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { ArticleProblem, ArticleStore } from '../src/articles/article-store.ts';
import { type EnrichOptions, enrichArticle } from '../src/articles/enrich-article.ts';
import { type ErrorCode, isAppError, messageOf } from '../src/errors.ts';
import type { Logger } from '../src/logger.ts';
import {
  ENRICHMENT_QUEUE,
  type EnrichmentJob,
  enrichmentJobSchema,
  QUEUE_PREFIX,
} from '../src/queue/enrichment-queue.ts';

/** Whether trying an article again can help, by what went wrong; what is not named by a code is a bug, and tried again. */
const RETRYABLE = {
  store_unavailable: true,
  provider_unavailable: true,
  provider_refused: true,
  provider_answer_invalid: true,
  invalid_request: false,
  invalid_article: false,
  article_too_large: false,
  unsupported_media_type: false,
  not_acceptable: false,
  method_not_allowed: false,
  not_found: false,
  article_not_found: false,
  article_expired: false,
  article_stalled: false,
  unauthorized: false,
  forbidden: false,
  config_invalid: false,
} as const satisfies Record<ErrorCode, boolean>;

/**
 * A worker that dies is noticed when its lock runs out and another worker looks: seven and a half seconds at most. A job whose
 * worker dies twice is poison and fails (BullMQ's `maxStalledCount`).
 */
const RECOVERY = { lockDuration: 5000, stalledInterval: 2500, maxStalledCount: 1 } as const;

export interface EnrichmentWorkerOptions {
  readonly articles: ArticleStore;
  readonly enrich: Omit<EnrichOptions, 'signal'>;
  /** A worker's connection; the worker opens a second one like it. */
  readonly redis: Redis;
  readonly concurrency: number;
  /** Tells the world of a finished article, once it can be read. It may be called twice. */
  readonly announce: (id: string) => Promise<void>;
  readonly logger: Logger;
}

/** Takes articles off the queue and enriches them. Every step may run twice: a second worker repeats what a dead one did. */
export function createEnrichmentWorker(options: EnrichmentWorkerOptions): Worker<EnrichmentJob> {
  const { articles, enrich, redis, concurrency, announce, logger } = options;
  const worker = new Worker<EnrichmentJob>(
    ENRICHMENT_QUEUE,
    async (job, _token, signal) => {
      try {
        await enrichStored(job, articles, { ...enrich, signal: signal ?? new AbortController().signal });
        await announce(job.data.id);
      } catch (error) {
        throw forQueue(error);
      }
    },
    { connection: redis, prefix: QUEUE_PREFIX, concurrency, ...RECOVERY },
  );
  worker.on('error', (error) => logger.warn({ reason: error.message }, 'queue'));
  worker.on('stalled', (id) => logger.warn({ article: id }, 'its worker died; it is tried again'));
  worker.on('failed', (job, error) => void recordFailure(job, error, options));
  return worker;
}

async function enrichStored(
  job: Job<EnrichmentJob>,
  articles: ArticleStore,
  options: EnrichOptions,
): Promise<void> {
  const { id } = enrichmentJobSchema.parse(job.data);
  const article = await articles.readArticle(id);
  await articles.markProcessing(id);
  await articles.saveEnrichment(id, await enrichArticle(article, options));
}

/** BullMQ keeps only an error's message, so the code stands in it. */
function forQueue(error: unknown): unknown {
  if (!isAppError(error)) return error;
  const message = `${error.code}: ${error.message}`;
  return RETRYABLE[error.code] ? new Error(message, { cause: error }) : new UnrecoverableError(message);
}

async function recordFailure(
  job: Job<EnrichmentJob> | undefined,
  error: Error,
  { articles, announce, logger }: EnrichmentWorkerOptions,
): Promise<void> {
  const problem = problemOf(error);
  logger.warn({ article: job?.id, attempt: job?.attemptsMade, ...problem }, 'enriching failed');
  if (!job?.id || !job.finishedOn) return;
  try {
    await articles.saveFailure(job.id, problem);
    await announce(job.id);
  } catch (reason) {
    logger.error({ article: job.id, reason: messageOf(reason) }, 'its failure could not be stored');
  }
}

const BUG: ArticleProblem = {
  code: 'internal',
  detail: 'Enriching it failed for a reason that is in the log',
};

function problemOf(error: Error): ArticleProblem {
  if (/stalled/.test(error.message)) {
    return {
      code: 'article_stalled' satisfies ErrorCode,
      detail: 'Two workers died while they were enriching it',
    };
  }
  const [, code, detail] = /^([a-z_]+): (.*)$/s.exec(error.message) ?? [];
  return code !== undefined && detail !== undefined && Object.hasOwn(RETRYABLE, code)
    ? { code, detail }
    : BUG;
}
