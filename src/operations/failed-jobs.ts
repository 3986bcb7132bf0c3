import { type ArticleRecord, isFinished } from '../articles/lifecycle/article-record.ts';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import { isAppError } from '../errors.ts';
import { articleOf, type EnrichmentQueue, jobIdOf } from '../queue/enrichment-queue.ts';
import { type JobFailure, readFailure } from '../queue/job-failure.ts';

/** A job in the failed set. */
export interface FailedJob extends JobFailure {
  readonly jobId: string;
  readonly article: string;
  readonly failedAt: Date;
  readonly attempts: number;
}

const PAGE = 500;

/**
 * Returns all jobs of the failed set, the oldest failure first. It reads only some fields of each
 * job, because jobs hold long stack traces.
 */
export async function failedJobs({ bull, redis }: EnrichmentQueue): Promise<readonly FailedJob[]> {
  const failed: FailedJob[] = [];
  for (let start = 0; ; start += PAGE) {
    const ids = await redis.zrange(bull.toKey('failed'), start, String(start + PAGE - 1));
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.hmget(bull.toKey(id), 'failedReason', 'finishedOn', 'atm');
    const results = (await pipeline.exec()) ?? [];
    for (const [index, id] of ids.entries()) {
      const fields = results[index]?.[1] as readonly (string | null)[] | undefined;
      // The job may have been removed since the page was read.
      if (fields?.[1]) failed.push(failedJobOf(id, fields));
    }
    if (ids.length < PAGE) return failed;
  }
}

function failedJobOf(
  jobId: string,
  [failedReason, finishedOn, attempts]: readonly (string | null)[],
): FailedJob {
  return {
    jobId,
    article: articleOf(jobId),
    ...readFailure(failedReason ?? ''),
    failedAt: new Date(Number(finishedOn)),
    attempts: Number(attempts ?? 0),
  };
}

/**
 * What is stored of an article that has failed; undefined where it is gone, or has been enriched or
 * queued again meanwhile.
 */
export async function failedRecord(id: string, articles: ArticleStore): Promise<ArticleRecord | undefined> {
  const record = await recordOfJob(id, articles);
  return record?.status === 'failed' ? record : undefined;
}

/** The record of an article that has a job; undefined if the article is gone. */
export async function recordOfJob(id: string, articles: ArticleStore): Promise<ArticleRecord | undefined> {
  const found = await articles.find(id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'article_expired') return undefined;
    throw error;
  });
  return found?.record;
}

/**
 * Returns the failed jobs whose articles are unfinished and have no other job: the job failed while
 * the store could not take why. Nobody but reconciling ends them.
 */
export async function hangingJobs(
  jobs: readonly FailedJob[],
  { articles, queue }: { readonly articles: ArticleStore; readonly queue: EnrichmentQueue },
): Promise<readonly FailedJob[]> {
  const hanging: FailedJob[] = [];
  for (const job of jobs) {
    const record = await recordOfJob(job.article, articles);
    if (record && !isFinished(record) && !(await queue.isDue(jobIdOf(record.id, record.jobRun))))
      hanging.push(job);
  }
  return hanging;
}
