import { isFinished, ledgerEntryOf, type StoredArticle } from '../articles/article-record.ts';
import { isAppError } from '../errors.ts';
import type { ArticleFeed } from '../feed/article-feed.ts';
import { finishedIn } from '../feed/feed-entry.ts';
import type { Deliveries } from '../queue/deliveries.ts';
import { jobIdOf } from '../queue/enrichment-queue.ts';
import { type LedgerEntry, ROW_SECONDS } from '../telemetry/ledger.ts';
import { type Stray, type StrayResources, strayIn } from './stray-articles.ts';

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
export type Mending = 'requeued' | 'closed' | 'withdrawn' | 'booked' | 'announced' | 'corrected';

export interface ReconcileReport {
  /** How many articles were looked at. */
  readonly checked: number;
  /**
   * `requeued`: was to be enriched, and had no job. `closed`: had ended, and was open in the books. `withdrawn`: was open in the books, and was never
   * stored. `booked`: was in flight, and not in the books. `announced`: was enriched, and missing in the feed. `corrected`: rows of the books
   * that did not balance in spite of that.
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
  const mended = { requeued: 0, closed: 0, withdrawn: 0, booked: 0, announced: 0, corrected: 0 };
  const mend: Mend = async (kind, step) => {
    mended[kind] += 1;
    if (!options.isDryRun) await step();
  };
  let checked = 0;
  const check = async <T>(batch: readonly T[], one: Mender<T>): Promise<void> => {
    await Promise.all(batch.map((each) => one(each, resources, mend, options)));
    checked += batch.length;
    options.onProgress?.(checked);
  };
  for await (const entries of batchesOf(await openEntries(resources, options)))
    await check(entries, mendOpen);
  for await (const ids of batchesOf(resources.articles.ids())) await check(ids, mendStored);
  await correctRows(resources, mend, options);
  return { checked, mended };
}

type OpenEntry = Pick<LedgerEntry, 'id' | 'generation'>;

type Mender<T> = (
  one: T,
  resources: ReconcileResources,
  mend: Mend,
  options: ReconcileOptions,
) => Promise<void>;

type Mend = (kind: Mending, step: () => Promise<unknown>) => Promise<void>;

async function openEntries({ ledger }: ReconcileResources, { now, inFlightForMs }: ReconcileOptions) {
  const before = new Date(now.getTime() - inFlightForMs);
  const all: OpenEntry[] = [];
  for (;;) {
    const entries = await ledger.openBefore(before, 1000, all.length);
    all.push(...entries);
    if (entries.length < 1000) return all;
  }
}

/** One that is open in the books: it ends by its job, or else now. */
async function mendOpen(
  { id, generation }: OpenEntry,
  resources: ReconcileResources,
  mend: Mend,
): Promise<void> {
  const stray = await strayIn(id, resources);
  if (!stray) return;
  const { ledger } = resources;
  const { record } = stray;
  if (record === 'expired') await mend('closed', () => ledger.close(id, 'expired'));
  else if (record === undefined) await mendUnknown(stray, resources, mend);
  else if (record.status === 'enriched' || record.status === 'failed') {
    const { status } = record;
    await mend('closed', () => ledger.close(id, status));
  } else {
    // What is open of another life of the article would not be closed by this one.
    if (record.generation !== generation) await mend('booked', () => ledger.open(ledgerEntryOf(record)));
    await mend('requeued', () => requeue(id, record.turn, resources));
  }
}

/** What was deleted leaves a mark; what was never stored leaves none. */
async function mendUnknown({ id }: Stray, { ledger, articles }: ReconcileResources, mend: Mend) {
  if (await articles.wasDeleted(id)) await mend('closed', () => ledger.close(id, 'deleted'));
  else await mend('withdrawn', () => ledger.close(id, 'withdrawn'));
}

/** A finished job of the same id would keep a new one from being queued. */
async function requeue(id: string, turn: string | undefined, { queue }: ReconcileResources): Promise<void> {
  await queue.bull.remove(jobIdOf(id, turn));
  await queue.add(id, turn);
}

/** One that is stored: it is in the books or the queue while it has not ended, and in the feed when it is enriched. */
async function mendStored(
  id: string,
  resources: ReconcileResources,
  mend: Mend,
  { now, inFlightForMs, isDryRun }: ReconcileOptions,
): Promise<void> {
  const found = await resources.articles.find(id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'article_expired') return undefined;
    throw error;
  });
  if (!found || now.getTime() - Date.parse(found.record.receivedAt) < inFlightForMs) return;
  if (!isFinished(found.record)) return await mendUnfinished(found, resources, mend);
  const finished = finishedIn(found);
  if (finished && (await resources.feed.misses(finished)))
    await mend('announced', () => resources.feed.append(finished));
  if (!isDryRun) await resources.deliveries.queueFinished(id);
}

async function mendUnfinished(
  { record, enrichment }: StoredArticle,
  resources: ReconcileResources,
  mend: Mend,
): Promise<void> {
  const { ledger, queue } = resources;
  const { id, turn } = record;
  const isRefresh = enrichment !== undefined;
  const isBooked = !isRefresh && (await ledger.isOpen(id));
  // What is in the books has been looked at.
  if (isBooked) return;
  if (!isRefresh) await mend('booked', () => ledger.open(ledgerEntryOf(record)));
  if (!(await queue.isDue(jobIdOf(id, turn)))) await mend('requeued', () => requeue(id, turn, resources));
}

async function correctRows(
  { ledger }: ReconcileResources,
  mend: Mend,
  { now }: ReconcileOptions,
): Promise<void> {
  const from = new Date(now.getTime() - ROW_SECONDS * 1000);
  const { rows } = await ledger.report({ from, to: now });
  for (const row of rows) {
    if (row.imbalance !== 0) await mend('corrected', () => ledger.correct(row, -row.imbalance));
  }
  const { imbalance } = await ledger.totals();
  if (imbalance !== 0) await mend('corrected', () => ledger.correctTotals(-imbalance));
}

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
