import { summaryOf } from '../feed/feed-entry.ts';
import { ROW_SECONDS } from '../ledger/ledger.ts';
import { articleOf } from '../queue/enrichment-queue.ts';
import {
  batchesOf,
  lookFor,
  MENDINGS,
  type Mend,
  type Mending,
  type MendResources,
  type MendWork,
  mendOpen,
  mendPending,
  mendStored,
} from './mend-article.ts';

export interface ReconcileOptions {
  /** Report what would be done without doing it. */
  readonly isDryRun: boolean;
  /** Ignore what has been in flight for less: its own worker may still work on it. */
  readonly inFlightForMs: number;
  /** The store's clock. */
  readonly now: Date;
  readonly onProgress?: (checked: number) => void;
}

export interface ReconcileReport {
  /** How many articles were checked. */
  readonly checked: number;
  /** How many repairs of each kind were made, or would be. */
  readonly mended: Readonly<Record<Mending, number>>;
}

/** Returns a record that counts every kind, starting at 0. */
function noMendings(): Record<Mending, number> {
  return Object.fromEntries(MENDINGS.map((kind) => [kind, 0])) as Record<Mending, number>;
}

const MAX_PENDING = 100_000;

/**
 * Finds and completes what no step of an article's life will complete. It checks unfinished
 * requests first, then everything that is open in the ledger, then everything that is stored or in
 * the feed, then the ledger itself. It may run beside workers and may be repeated; what is repaired
 * once is not found again.
 */
export async function reconcile(
  resources: MendResources,
  options: ReconcileOptions,
): Promise<ReconcileReport> {
  const { isDryRun } = options;
  const mended = noMendings();
  const mend: Mend = async (kind, step) => {
    if (isDryRun || (await step()) !== false) mended[kind] += 1;
  };
  const withJob = new Set([...(await resources.queue.dueJobs())].map(articleOf));
  const work: Work = { ...resources, ...options, mend, withJob };
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
  // One after the other: two of them may concern the same article.
  for (const step of await resources.pending.before(before, MAX_PENDING)) await mendPending(step, work);
  for await (const entries of batchesOf(resources.ledger.openBefore(before))) await check(entries, mendOpen);
  for await (const ids of batchesOf(resources.articles.ids())) await check(ids, checkStored);
  for await (const ids of batchesOf(idsInFeed(work)))
    await Promise.all(ids.map((id) => removeDeleted(id, work)));
  await correctRows(work);
  return { checked, mended };
}

interface Work extends MendWork, ReconcileOptions {
  readonly isDryRun: boolean;
}

async function checkStored(id: string, work: Work): Promise<void> {
  const { ledger, mend, now, inFlightForMs } = work;
  // Checked before the article is read: an entry closes after its article finishes, so an
  // unfinished article that is not open now was never open.
  const isOpen = await ledger.isOpen(id);
  const found = await lookFor(id, work);
  if (found === undefined || found === 'expired') return;
  if (found === 'unreadable') return await mend('unreadable', async () => {});
  if (now.getTime() - Date.parse(found.record.receivedAt) < inFlightForMs) return;
  // Open entries of the ledger have been checked already.
  const isLookedAt = isOpen && (found.record.status === 'queued' || found.record.status === 'processing');
  if (!isLookedAt) await mendStored(found, isOpen, work);
}

async function* idsInFeed({ feed }: Work): AsyncGenerator<string, void, undefined> {
  let after: string | undefined;
  for (;;) {
    const page = await feed.page({ limit: 1000, filter: {}, ...(after === undefined ? {} : { after }) });
    for (const entry of page.entries) yield summaryOf(entry).id;
    if (page.isEnd) return;
    after = page.next;
  }
}

/** Removes an article from the feed that was deleted and not submitted again. */
async function removeDeleted(id: string, { articles, feed, mend }: Work): Promise<void> {
  if (await articles.wasDeleted(id)) await mend('deleted', () => feed.remove(id, undefined));
}

async function correctRows({ ledger, mend, now }: Work): Promise<void> {
  // Day by day, because many sources make many rows.
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
