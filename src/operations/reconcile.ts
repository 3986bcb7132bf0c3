import {
  type ArticleRecord,
  isBooked,
  isFinished,
  ledgerEntryOf,
  type StoredArticle,
} from '../articles/article-record.ts';
import { isAppError } from '../errors.ts';
import type { ArticleFeed } from '../feed/article-feed.ts';
import { finishedIn } from '../feed/feed-entry.ts';
import type { Deliveries } from '../queue/deliveries.ts';
import { jobIdOf } from '../queue/enrichment-queue.ts';
import { type Ending, type OpenEntry, ROW_SECONDS } from '../telemetry/ledger.ts';
import type { StrayResources } from './stray-articles.ts';

export interface ReconcileResources extends StrayResources {
  readonly feed: ArticleFeed;
  readonly deliveries: Pick<Deliveries, 'queueFinished'>;
}

export interface ReconcileOptions {
  /** Whether it is only told what would be done. */
  readonly isDryRun: boolean;
  /** What has been in flight for less is left alone: its own worker may still be at it. */
  readonly inFlightForMs: number;
  readonly now: Date;
  readonly onProgress?: (checked: number) => void;
}

/** How often what was mended, or would be. */
export type Mending = 'requeued' | 'closed' | 'lost' | 'booked' | 'announced' | 'corrected' | 'unreadable';

export interface ReconcileReport {
  /** How many articles were looked at. */
  readonly checked: number;
  /**
   * `requeued`: was to be enriched, and had no job. `closed`: had ended, and was open in the books. `lost`: is open in the books, and nothing is stored of
   * it. `booked`: was in flight, and not in the books. `announced`: was enriched, and missing in the feed. `corrected`: rows of the books
   * that did not balance in spite of that. `unreadable`: what is stored cannot be read, and was left alone.
   */
  readonly mended: Readonly<Record<Mending, number>>;
}

const BATCH = 100;

/**
 * Finds what no step of an article's life will end, and ends it: first all that is open in the books, then all that is stored, then the books
 * themselves. It may run beside workers, and be repeated; what is mended once is not found again.
 */
export async function reconcile(
  resources: ReconcileResources,
  options: ReconcileOptions,
): Promise<ReconcileReport> {
  const mended = { requeued: 0, closed: 0, lost: 0, booked: 0, announced: 0, corrected: 0, unreadable: 0 };
  const mend: Mend = async (kind, step) => {
    if (options.isDryRun || (await step()) !== false) mended[kind] += 1;
  };
  const work: Work = { ...resources, ...options, mend, due: await resources.queue.dueJobs() };
  let checked = 0;
  const check = async <T>(
    batch: readonly T[],
    one: (each: T, work: Work) => Promise<void>,
  ): Promise<void> => {
    await Promise.all(batch.map((each) => one(each, work)));
    checked += batch.length;
    options.onProgress?.(checked);
  };
  const before = new Date(options.now.getTime() - options.inFlightForMs);
  for await (const entries of batchesOf(resources.ledger.openBefore(before))) await check(entries, mendOpen);
  for await (const ids of batchesOf(resources.articles.ids())) await check(ids, mendStored);
  await correctRows(work);
  return { checked, mended };
}

interface Work extends ReconcileResources, ReconcileOptions {
  readonly mend: Mend;
  /** The jobs that there were when it began. */
  readonly due: ReadonlySet<string>;
}

/** Counts a step and takes it; one that says that there was nothing to do is not counted. */
type Mend = (kind: Mending, step: () => Promise<unknown>) => Promise<void>;

/** One that is open in the books: it ends by its job, or else now. */
async function mendOpen({ id, generation }: OpenEntry, work: Work): Promise<void> {
  const { ledger, mend } = work;
  const found = await lookFor(id, work);
  if (found === 'unreadable') return;
  // Looked at again behind that: what has ended meanwhile is not in the books any more.
  const close = async (kind: Mending, ending: Ending): Promise<void> => {
    if (await ledger.isOpen(id)) await mend(kind, () => ledger.close(id, ending, generation));
  };
  if (found === 'expired') return await close('closed', 'expired');
  if (found === undefined)
    return (await work.articles.wasDeleted(id))
      ? await close('closed', 'deleted')
      : await close('lost', 'lost');
  const { record } = found;
  if (record.status === 'enriched' || record.status === 'failed') return await close('closed', record.status);
  // What is open of another life of the article would not be closed by this one.
  if (record.generation !== generation) await mend('booked', () => ledger.open(ledgerEntryOf(record)));
  await requeue(record, work);
}

/** One that is stored: it is in the books or the queue while it has not ended, and in the feed when it is enriched. */
async function mendStored(id: string, work: Work): Promise<void> {
  const { ledger, feed, deliveries, mend, now, inFlightForMs, isDryRun } = work;
  // Asked before the article is read: it is closed after it has ended, so what is not open and has not ended was never open.
  const isOpen = await ledger.isOpen(id);
  const found = await lookFor(id, work);
  if (found === undefined || found === 'expired') return;
  if (found === 'unreadable') return await mend('unreadable', async () => {});
  const { record } = found;
  if (now.getTime() - Date.parse(record.receivedAt) < inFlightForMs) return;
  if (!isFinished(record)) {
    // What is in the books has been looked at.
    if (isOpen) return;
    if (isBooked(record)) await mend('booked', () => ledger.open(ledgerEntryOf(record)));
    return await requeue(record, work);
  }
  const finished = finishedIn(found);
  if (finished && (await feed.misses(finished))) await mend('announced', () => feed.append(finished));
  if (!isDryRun) await deliveries.queueFinished(id);
}

/** Queues an article that no job is about; a finished job of the same id would keep a new one from being queued. */
async function requeue({ id, turn }: ArticleRecord, { queue, due, mend }: Work): Promise<void> {
  const jobId = jobIdOf(id, turn);
  if (due.has(jobId)) return;
  // One that came since this began stands nowhere in what was read.
  const state = await queue.bull.getJobState(jobId);
  if (state !== 'unknown' && state !== 'completed' && state !== 'failed') return;
  await mend('requeued', async () => {
    await queue.bull.remove(jobId);
    await queue.add(id, turn);
  });
}

async function lookFor(
  id: string,
  { articles }: Work,
): Promise<StoredArticle | 'expired' | 'unreadable' | undefined> {
  try {
    return await articles.find(id);
  } catch (error) {
    if (!isAppError(error)) return 'unreadable';
    if (error.code === 'article_expired') return 'expired';
    throw error;
  }
}

async function correctRows({ ledger, mend, now }: Work): Promise<void> {
  // Day by day: many sources make many rows.
  for (let day = 0; day * DAY_MS < ROW_SECONDS * 1000; day += 1) {
    const to = new Date(now.getTime() - day * DAY_MS);
    const from = new Date(to.getTime() - DAY_MS + HOUR_MS);
    const { rows } = await ledger.report({ from, to });
    for (const row of rows) {
      if (row.imbalance !== 0) await mend('corrected', () => ledger.correct(row, -row.imbalance));
    }
  }
  const { imbalance } = await ledger.totals();
  if (imbalance !== 0) await mend('corrected', () => ledger.correctTotals(-imbalance));
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function* batchesOf<T>(
  all: Iterable<T> | AsyncIterable<T>,
): AsyncGenerator<readonly T[], void, undefined> {
  let batch: T[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
