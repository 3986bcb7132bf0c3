import {
  type ArticleRecord,
  isFinished,
  isOpenInLedger,
  ledgerEntryOf,
} from '../articles/lifecycle/article-record.ts';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import type { PendingSteps } from '../articles/lifecycle/pending-steps.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type EnrichmentQueue, jobIdOf } from '../queue/enrichment-queue.ts';
import { STALLED } from '../queue/job-failure.ts';
import { type FailedJob, failedJobs, recordOfJob } from './failed-jobs.ts';

export interface RedriveResources {
  readonly articles: ArticleStore;
  readonly queue: EnrichmentQueue;
  readonly ledger: Ledger;
  readonly pending: PendingSteps;
}

/** Which failed articles to queue again. */
export interface RedriveFilter {
  /** Unset: all codes except `article_stalled`, which has killed its workers and would again. */
  readonly code?: string | undefined;
  readonly source?: string | undefined;
  /** Only articles that failed since then. */
  readonly since?: Date | undefined;
  /** At most this many, those that failed first. */
  readonly limit?: number | undefined;
}

export interface RedriveOptions {
  /** Report what would be done without doing it. */
  readonly isDryRun: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Redriven {
  readonly id: string;
  readonly code: string;
  readonly source: string | null;
}

export interface RedriveReport {
  /** What was queued again, or would be. */
  readonly redriven: readonly Redriven[];
  /**
   * Failed jobs whose articles are gone, were enriched meanwhile, or have another job. They leave
   * the failed set.
   */
  readonly outdated: number;
}

/**
 * Queues failed articles again, one after the other. If it is interrupted, what was redriven stays
 * redriven.
 */
export async function redrive(
  filter: RedriveFilter,
  resources: RedriveResources,
  { isDryRun, onProgress = () => {} }: RedriveOptions,
): Promise<RedriveReport> {
  const { source, limit = Number.POSITIVE_INFINITY } = filter;
  const jobs = (await failedJobs(resources.queue)).filter((job) => isMeant(job, filter));
  const redriven: Redriven[] = [];
  let outdated = 0;
  for (const [index, job] of jobs.entries()) {
    if (redriven.length >= limit) break;
    onProgress(index, jobs.length);
    const record = await recordToQueue(job, resources);
    if (record && source !== undefined && source !== record.metadata.source) continue;
    if (record) redriven.push({ id: record.id, code: job.code, source: record.metadata.source });
    else outdated += 1;
    if (!isDryRun) await replaceJob(job, record, resources);
  }
  onProgress(jobs.length, jobs.length);
  return { redriven, outdated };
}

/**
 * Returns the record for a failed job if the article has failed, or is unfinished and has no other
 * job.
 */
async function recordToQueue(
  { article }: FailedJob,
  { articles, queue }: RedriveResources,
): Promise<ArticleRecord | undefined> {
  const record = await recordOfJob(article, articles);
  if (!record || record.status === 'enriched') return undefined;
  if (record.status === 'failed') return record;
  return (await queue.isDue(jobIdOf(record.id, record.jobRun))) ? undefined : record;
}

/**
 * Removes the failed job last. If this is interrupted before, the job is redriven again, or
 * reconciling finds the article.
 */
async function replaceJob(
  { jobId }: FailedJob,
  record: ArticleRecord | undefined,
  { articles, queue, ledger, pending }: RedriveResources,
): Promise<void> {
  if (record) {
    await pending.begin('refresh', record.id);
    const queued = isFinished(record) ? await articles.refresh(record) : record;
    if (queued && isOpenInLedger(queued)) await ledger.open(ledgerEntryOf(queued));
    if (queued) await queue.add(record.id, queued.jobRun);
    // Adding the job replaced the failed one.
    if (queued && jobIdOf(queued.id, queued.jobRun) === jobId) return;
  }
  await queue.bull.remove(jobId);
}

function isMeant({ code, failedAt }: FailedJob, filter: RedriveFilter): boolean {
  const isCode = filter.code === undefined ? code !== STALLED.code : code === filter.code;
  return isCode && (filter.since === undefined || failedAt >= filter.since);
}
