import type { Job } from 'bullmq';
import type { ArticleRecord } from '../articles/article-record.ts';
import type { ArticleStore } from '../articles/article-store.ts';
import { isAppError } from '../errors.ts';
import { articleOf, type EnrichmentJob, type EnrichmentQueue } from '../queue/enrichment-queue.ts';

/** A job in the failed set. */
export interface FailedJob {
  readonly jobId: string;
  readonly article: string;
  /** Why, for programs to branch on: the code of an error, `article_stalled`, or `internal`. */
  readonly code: string;
  readonly detail: string;
  readonly failedAt: Date;
  readonly attempts: number;
}

const PAGE = 500;

/** All jobs of the failed set, those that failed first first, as they are when each page is read. */
export async function failedJobs({ bull }: EnrichmentQueue): Promise<readonly FailedJob[]> {
  const failed: FailedJob[] = [];
  for (let start = 0; ; start += PAGE) {
    const jobs = await bull.getJobs(['failed'], start, start + PAGE - 1, true);
    // One that was removed since the page was read is not there.
    failed.push(...jobs.filter(Boolean).map(failedJobOf));
    if (jobs.length < PAGE) return failed;
  }
}

function failedJobOf({
  id = '',
  failedReason = '',
  finishedOn = 0,
  attemptsMade,
}: Job<EnrichmentJob>): FailedJob {
  const [, code, detail] = /^([a-z]+(?:_[a-z]+)*): (.*)$/s.exec(failedReason) ?? [];
  return {
    jobId: id,
    article: articleOf(id),
    code: code ?? (/^job stalled/.test(failedReason) ? 'article_stalled' : 'internal'),
    detail: detail ?? failedReason,
    failedAt: new Date(finishedOn),
    attempts: attemptsMade,
  };
}

/** What is stored of an article that has failed; undefined where it is gone, or has been enriched or queued again meanwhile. */
export async function failedRecord(id: string, articles: ArticleStore): Promise<ArticleRecord | undefined> {
  const found = await articles.find(id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'article_expired') return undefined;
    throw error;
  });
  return found?.record.status === 'failed' ? found.record : undefined;
}
