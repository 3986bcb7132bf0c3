import type { Job } from 'bullmq';
import type { EnrichmentTask } from '../src/articles/lifecycle/article-store.ts';
import { isAppError, messageOf } from '../src/errors.ts';
import type { Logger } from '../src/logger.ts';
import { articleOf, type EnrichmentJob, jobIdOf } from '../src/queue/enrichment-queue.ts';
import { isStoreOutage } from '../src/redis/store-errors.ts';
import type { ArticleMetrics } from '../src/telemetry/metrics/articles.ts';
import { announce, type EnrichmentStores } from './enrich-stored.ts';
import { forQueue, isFinal, problemOf } from './enrichment-failures.ts';

export interface FailureResources extends EnrichmentStores {
  readonly metrics: ArticleMetrics;
  readonly logger: Logger;
}

/**
 * Returns the error to report to BullMQ. Neither a store that is out nor an article that is gone is
 * a failure of the job.
 */
export async function failureOf(
  job: Job<EnrichmentJob>,
  error: unknown,
  resources: FailureResources,
  task: EnrichmentTask | undefined,
): Promise<Error | 'store out' | 'obsolete'> {
  if (isStoreOutage(error)) return 'store out';
  if (!isAppError(error)) resources.logger.error({ article: job.data.id, error }, 'unexpected error');
  const failure = forQueue(error);
  if (!isFinal(job, failure)) return failure;
  // Recorded while the job is active: if this worker dies now, another repeats the job, and the
  // failure is not lost.
  const recorded = await recordFailure(job.id ?? '', failure, resources, task);
  return recorded === 'recorded' ? failure : recorded;
}

/**
 * Records the failure of a job that BullMQ itself failed. Removes the job if its article is gone,
 * because nobody could do anything about it.
 */
export async function settleStalled(
  job: Job<EnrichmentJob>,
  error: Error,
  resources: FailureResources,
): Promise<void> {
  if ((await recordFailure(job.id ?? '', error, resources)) !== 'obsolete') return;
  await job.remove().catch((reason: unknown) => {
    resources.logger.warn({ job: job.id, reason: messageOf(reason) }, 'could not remove an obsolete job');
  });
}

/**
 * Records a failure and announces it. An article that failed after it was enriched is announced as
 * enriched. Nothing is recorded if the store is out, or if the job is obsolete: its article was
 * deleted, or has another job by now.
 */
async function recordFailure(
  jobId: string,
  error: Error,
  resources: FailureResources,
  task?: EnrichmentTask,
): Promise<'recorded' | 'store out' | 'obsolete'> {
  const { articles, ledger, metrics, logger } = resources;
  const article = articleOf(jobId);
  const problem = problemOf(error);
  try {
    const record = await articles.findRecord(article);
    if (!record || jobIdOf(record.id, record.jobRun) !== jobId) return 'obsolete';
    await articles.saveFailure(article, problem, task ?? { generation: record.generation ?? '' });
    await announce(article, resources);
  } catch (reason) {
    if (isStoreOutage(reason)) {
      logger.warn({ article, reason: messageOf(reason) }, 'could not store a failure yet');
      return 'store out';
    }
    if (isAppError(reason) && reason.code === 'article_expired') {
      await ledger.close(article, 'expired', task?.generation).catch((cause: unknown) => {
        logger.error(
          { article, reason: messageOf(cause) },
          'could not close an expired article in the ledger',
        );
      });
    } else logger.error({ article, reason: messageOf(reason) }, 'could not store a failure');
  }
  metrics.failed.inc({ code: problem.code });
  return 'recorded';
}
