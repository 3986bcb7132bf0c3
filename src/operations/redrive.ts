import { type ArticleRecord, isBooked, ledgerEntryOf } from '../articles/article-record.ts';
import type { ArticleStore } from '../articles/article-store.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import type { Ledger } from '../telemetry/ledger.ts';
import { type FailedJob, failedJobs, failedRecord } from './failed-jobs.ts';

export interface RedriveResources {
  readonly articles: ArticleStore;
  readonly queue: EnrichmentQueue;
  readonly ledger: Ledger;
}

/** Which failed articles are meant. */
export interface RedriveFilter {
  /** Unset: all but `article_stalled`, which has killed its workers and would again. */
  readonly code?: string | undefined;
  readonly source?: string | undefined;
  /** Those that failed since then. */
  readonly since?: Date | undefined;
  /** So many at most, those that failed first. */
  readonly limit?: number | undefined;
}

export interface RedriveOptions {
  /** Whether it is only told what would be done. */
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
  /** Failed jobs whose articles are gone, or have been enriched meanwhile; they are taken out of the failed set. */
  readonly outdated: number;
}

const STALLED = 'article_stalled';

/** Queues failed articles once more, one after the other; what was redriven stays so when this is broken off. */
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
    const record = await failedRecord(job.article, resources.articles);
    if (record && source !== undefined && source !== record.metadata.source) continue;
    if (record) redriven.push({ id: record.id, code: job.code, source: record.metadata.source });
    else outdated += 1;
    if (!isDryRun) await replaceJob(job, record, resources);
  }
  onProgress(jobs.length, jobs.length);
  return { redriven, outdated };
}

/** The failed job goes last: where this breaks off before, it is redriven again, or reconciling finds the article. */
async function replaceJob(
  { jobId }: FailedJob,
  record: ArticleRecord | undefined,
  { articles, queue, ledger }: RedriveResources,
): Promise<void> {
  if (record) {
    const pending = await articles.refresh(record);
    if (pending && isBooked(pending)) await ledger.open(ledgerEntryOf(pending));
    if (pending) await queue.add(record.id, pending.turn);
  }
  await queue.bull.remove(jobId);
}

function isMeant({ code, failedAt }: FailedJob, filter: RedriveFilter): boolean {
  const isCode = filter.code === undefined ? code !== STALLED : code === filter.code;
  return isCode && (filter.since === undefined || failedAt >= filter.since);
}
