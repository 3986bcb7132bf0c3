import type { ArticleRecord } from '../articles/article-record.ts';
import type { ArticleStore } from '../articles/article-store.ts';
import { isAppError, isErrorCode } from '../errors.ts';
import { articleOf, type EnrichmentQueue } from '../queue/enrichment-queue.ts';

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

/** All jobs of the failed set, those that failed first first. Of each only what is told here is read: jobs hold long traces of where they failed. */
export async function failedJobs({ bull, redis }: EnrichmentQueue): Promise<readonly FailedJob[]> {
  const failed: FailedJob[] = [];
  for (let start = 0; ; start += PAGE) {
    const ids = await redis.zrange(bull.toKey('failed'), start, String(start + PAGE - 1));
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.hmget(bull.toKey(id), 'failedReason', 'finishedOn', 'atm');
    const results = (await pipeline.exec()) ?? [];
    for (const [index, id] of ids.entries()) {
      const fields = results[index]?.[1] as readonly (string | null)[] | undefined;
      // One that was removed since the page was read is not there.
      if (fields?.[1]) failed.push(failedJobOf(id, fields));
    }
    if (ids.length < PAGE) return failed;
  }
}

function failedJobOf(
  jobId: string,
  [failedReason, finishedOn, attempts]: readonly (string | null)[],
): FailedJob {
  const reason = failedReason ?? '';
  const [, code, detail] = /^([a-z_]+): (.*)$/s.exec(reason) ?? [];
  const told = isErrorCode(code)
    ? { code, detail: detail ?? '' }
    : { code: codeless(reason), detail: reason };
  return {
    jobId,
    article: articleOf(jobId),
    ...told,
    failedAt: new Date(Number(finishedOn)),
    attempts: Number(attempts ?? 0),
  };
}

function codeless(reason: string): string {
  return /^job stalled/.test(reason) ? 'article_stalled' : 'internal';
}

/** What is stored of an article that has failed; undefined where it is gone, or has been enriched or queued again meanwhile. */
export async function failedRecord(id: string, articles: ArticleStore): Promise<ArticleRecord | undefined> {
  const found = await articles.find(id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'article_expired') return undefined;
    throw error;
  });
  return found?.record.status === 'failed' ? found.record : undefined;
}
