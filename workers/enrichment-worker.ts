import { type Job, UnrecoverableError, Worker } from 'bullmq';
import type { ArticleProblem, ArticleStore, Undertaking } from '../src/articles/article-store.ts';
import { type EnrichOptions, enrichArticle } from '../src/articles/enrich-article.ts';
import { type ErrorCode, isAppError, messageOf } from '../src/errors.ts';
import type { ArticleFeed } from '../src/feed/article-feed.ts';
import { type FinishedRevision, finishedIn } from '../src/feed/feed-entry.ts';
import type { Logger } from '../src/logger.ts';
import {
  articleOf,
  ENRICHMENT_QUEUE,
  type EnrichmentJob,
  enrichmentJobSchema,
  QUEUE_PREFIX,
} from '../src/queue/enrichment-queue.ts';
import type { RedisClient } from '../src/redis.ts';

/** Whether trying an article again can help, by what went wrong; what is not named by a code is a bug, and tried again. */
const RETRYABLE = {
  store_unavailable: true,
  overloaded: true,
  rate_limited: true,
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
  readonly feed: ArticleFeed;
  readonly enrich: Omit<EnrichOptions, 'signal'>;
  /** A worker's connection; the worker opens a second one like it. */
  readonly redis: RedisClient;
  readonly concurrency: number;
  /** Sees to it that who asked to be called back about a finished article is, once it can be read and is in the feed. It may be called twice. */
  readonly deliver: (id: string) => Promise<void>;
  readonly logger: Logger;
}

/** Takes articles off the queue and enriches them. Every step may run twice: a second worker repeats what a dead one did. */
export function createEnrichmentWorker(options: EnrichmentWorkerOptions): Worker<EnrichmentJob> {
  const { enrich, redis, concurrency, logger } = options;
  const worker = new Worker<EnrichmentJob>(
    ENRICHMENT_QUEUE,
    async (job, _token, signal) => {
      try {
        await enrichStored(job, options, { ...enrich, signal: signal ?? new AbortController().signal });
      } catch (error) {
        const failure = forQueue(error);
        // While the job is still in hand: should this worker die now, another repeats it, and nothing is left untold.
        if (isFinal(job, failure)) await recordFailure(articleOf(job.id ?? ''), failure, options);
        throw failure;
      }
    },
    { connection: redis, prefix: QUEUE_PREFIX, concurrency, ...RECOVERY },
  );
  worker.on('error', (error) => logger.warn({ reason: error.message }, 'queue'));
  worker.on('stalled', (id) => logger.warn({ article: articleOf(id) }, 'its worker died; it is tried again'));
  worker.on('failed', (job, error) => {
    const article = job?.id && articleOf(job.id);
    logger.warn({ article, attempt: job?.attemptsMade, ...problemOf(error) }, 'enriching failed');
    // What killed its workers was in nobody's hands when it failed.
    if (article && isStalled(error)) void recordFailure(article, error, options);
  });
  return worker;
}

type Stores = Pick<EnrichmentWorkerOptions, 'articles' | 'feed' | 'deliver'>;

/** Enriches an article until it can be read, and then tells of it, in the feed first. */
async function enrichStored(job: Job<EnrichmentJob>, stores: Stores, options: EnrichOptions): Promise<void> {
  const { id } = enrichmentJobSchema.parse(job.data);
  const undertaking = await stores.articles.take(id);
  if (!undertaking) {
    // One that expired while it waited is told of as a failure, which this throws; a deleted one is none.
    await stores.articles.find(id);
    return;
  }
  const made =
    undertaking.status === 'processing'
      ? await enrichAndSave(id, undertaking, stores.articles, options)
      : undefined;
  await announce(id, stores, made);
}

async function enrichAndSave(
  id: string,
  undertaking: Undertaking,
  articles: ArticleStore,
  options: EnrichOptions,
): Promise<FinishedRevision | undefined> {
  const article = await articles.readArticle(id);
  const enrichment = await enrichArticle(article, options);
  const enrichedAt = await articles.saveEnrichment(id, enrichment, undertaking);
  return enrichedAt === undefined
    ? undefined
    : { ...undertaking, id, enrichedAt, metadata: article.metadata, enrichment };
}

/** Tells of what was made; where another made it, of what can be read, for that one may have died before it told. */
async function announce(
  id: string,
  { articles, feed, deliver }: Stores,
  made?: FinishedRevision,
): Promise<void> {
  const found = made ? undefined : await articles.find(id);
  const finished = made ?? (found && finishedIn(found));
  if (finished) await feed.append(finished);
  await deliver(id);
}

/** BullMQ keeps only an error's message, so the code stands in it. */
function forQueue(error: unknown): Error {
  if (!isAppError(error)) return error instanceof Error ? error : new Error(messageOf(error));
  const message = `${error.code}: ${error.message}`;
  return RETRYABLE[error.code] ? new Error(message, { cause: error }) : new UnrecoverableError(message);
}

/** Whether the job fails for good by this, as BullMQ decides it. */
function isFinal({ attemptsMade, opts }: Job<EnrichmentJob>, failure: Error): boolean {
  return failure instanceof UnrecoverableError || attemptsMade + 1 >= (opts.attempts ?? 1);
}

/** It may have failed after it was enriched, and is told of as such then. */
async function recordFailure(article: string, error: Error, stores: EnrichmentWorkerOptions): Promise<void> {
  try {
    await stores.articles.saveFailure(article, problemOf(error));
    await announce(article, stores);
  } catch (reason) {
    if (isAppError(reason) && reason.code === 'article_expired') return;
    stores.logger.error({ article, reason: messageOf(reason) }, 'its failure could not be stored');
  }
}

const BUG: ArticleProblem = {
  code: 'internal',
  detail: 'Enriching it failed for a reason that is in the log',
};

/** BullMQ's own words for it. */
function isStalled(error: Error): boolean {
  return /^job stalled/.test(error.message);
}

function problemOf(error: Error): ArticleProblem {
  if (isStalled(error)) {
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
