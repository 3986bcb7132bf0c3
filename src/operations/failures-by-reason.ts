import { z } from 'zod';
import { articleIdSchema } from '../articles/article-id.ts';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import type { DeepReadonly } from '../deep-readonly.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';
import { type FailedJob, failedJobs, failedRecord } from './failed-jobs.ts';

export interface FailureResources {
  /** A connection that answers soon or fails. */
  readonly redis: RedisClient;
  readonly queue: EnrichmentQueue;
  readonly articles: ArticleStore;
}

const sourceSchema = z.string().nullable().describe('null: the submissions did not name one.');

export const failureGroupSchema = z
  .strictObject({
    code: z.string().describe('For programs to branch on, and for `tickerspan redrive --code`.'),
    count: z.int().min(1),
    sources: z
      .array(z.strictObject({ source: sourceSchema, count: z.int().min(1) }))
      .describe('The sources of most of them.'),
    firstFailedAt: z.iso.datetime(),
    lastFailedAt: z.iso.datetime(),
    example: z
      .strictObject({ id: articleIdSchema, detail: z.string(), url: z.string() })
      .describe('The article that failed last.'),
  })
  .describe('The articles that failed for one reason.');

export const failuresSchema = z.strictObject({
  total: z.int().min(0).describe('How many articles have failed.'),
  outdated: z
    .int()
    .min(0)
    .describe('How many more have a failed job, but are gone or were enriched meanwhile.'),
  groups: z.array(failureGroupSchema).describe('The largest first.'),
});

export type FailureGroup = DeepReadonly<z.infer<typeof failureGroupSchema>>;
export type FailureReport = DeepReadonly<z.infer<typeof failuresSchema>>;

const MAX_SOURCES = 5;
const MAX_DETAIL = 300;
const BATCH = 100;

/**
 * Groups failed articles by reason. The size is bounded by how many failed jobs the queue keeps.
 * @throws AppError `store_unavailable`.
 */
export async function failuresByReason({ redis, queue, articles }: FailureResources): Promise<FailureReport> {
  // A queue whose connection was never ready waits forever.
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

/**
 * Keeps the latest job of each article. An article that was refreshed and failed again has one job
 * per run.
 */
function latestOfEach(jobs: readonly FailedJob[]): readonly FailedJob[] {
  return [...new Map(jobs.map((job) => [job.article, job])).values()];
}

interface Tally {
  readonly first: FailedJob;
  readonly last: FailedJob;
  readonly count: number;
  readonly bySource: Map<string | null, number>;
}

/** @param tally the articles that failed earlier for the same reason. */
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
