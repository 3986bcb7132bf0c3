import type { ArticleStore } from '../articles/article-store.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';
import { type FailedJob, failedJobs, failedRecord } from './failed-jobs.ts';

export interface FailureResources {
  /** A producer's connection: what it is asked, it answers soon or not at all. */
  readonly redis: RedisClient;
  readonly queue: EnrichmentQueue;
  readonly articles: ArticleStore;
}

/** The articles that failed for one reason; instants are ISO 8601, UTC. */
export interface FailureGroup {
  /** As `tickerspan redrive --code` takes it. */
  readonly code: string;
  readonly count: number;
  /** Where most of them came from; null: their submissions did not say. */
  readonly sources: readonly { readonly source: string | null; readonly count: number }[];
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  /** The one that failed last. */
  readonly example: { readonly id: string; readonly detail: string; readonly url: string };
}

export interface FailureReport {
  /** How many articles have failed. */
  readonly total: number;
  /** How many more have a failed job and are gone, or have been enriched meanwhile. */
  readonly outdated: number;
  /** The largest first. */
  readonly groups: readonly FailureGroup[];
}

const MAX_SOURCES = 5;
const MAX_DETAIL = 300;
const BATCH = 100;

/** What has failed, and why. Its size is bounded by what the queue keeps of failed jobs. @throws AppError `store_unavailable`. */
export async function failuresByReason({ redis, queue, articles }: FailureResources): Promise<FailureReport> {
  // A queue whose connection was never ready waits for it, however long.
  await orUnavailable(() => redis.ping());
  const jobs = latestOfEach(await orUnavailable(() => failedJobs(queue)));
  const tallies = new Map<string, Tally>();
  let total = 0;
  for (let start = 0; start < jobs.length; start += BATCH) {
    const batch = jobs.slice(start, start + BATCH).map(async (job) => ({
      job,
      record: await failedRecord(job.article, articles),
    }));
    for (const { job, record } of await Promise.all(batch)) {
      if (!record) continue;
      total += 1;
      tallies.set(job.code, counted(tallies.get(job.code), job, record.metadata.source));
    }
  }
  return {
    total,
    outdated: jobs.length - total,
    groups: [...tallies.values()].map(groupOf).sort((one, other) => other.count - one.count),
  };
}

/** One that was refreshed and failed again has a job of each time. */
function latestOfEach(jobs: readonly FailedJob[]): readonly FailedJob[] {
  return [...new Map(jobs.map((job) => [job.article, job])).values()];
}

interface Tally {
  readonly first: FailedJob;
  readonly last: FailedJob;
  readonly count: number;
  readonly bySource: Map<string | null, number>;
}

/** @param tally of those that failed earlier for the same reason. */
function counted(tally: Tally | undefined, job: FailedJob, source: string | null): Tally {
  const { first, last, count, bySource } = tally ?? { first: job, last: job, count: 0, bySource: new Map() };
  bySource.set(source, (bySource.get(source) ?? 0) + 1);
  return {
    first: job.failedAt < first.failedAt ? job : first,
    last: job.failedAt < last.failedAt ? last : job,
    count: count + 1,
    bySource,
  };
}

function groupOf({ first, last, count, bySource }: Tally): FailureGroup {
  const sources = [...bySource].map(([source, ofSource]) => ({ source, count: ofSource }));
  return {
    code: last.code,
    count,
    sources: sources.sort((one, other) => other.count - one.count).slice(0, MAX_SOURCES),
    firstFailedAt: first.failedAt.toISOString(),
    lastFailedAt: last.failedAt.toISOString(),
    example: {
      id: last.article,
      detail: last.detail.slice(0, MAX_DETAIL),
      url: `/v1/articles/${last.article}`,
    },
  };
}
