import {
  type ArticleRecord,
  isFinished,
  isOpenInLedger,
  ledgerEntryOf,
  type StoredArticle,
} from '../articles/lifecycle/article-record.ts';
import type { PendingStep } from '../articles/lifecycle/pending-steps.ts';
import { isAppError } from '../errors.ts';
import type { ArticleFeed } from '../feed/article-feed.ts';
import { finishedIn } from '../feed/feed-entry.ts';
import type { Ending, OpenEntry } from '../ledger/ledger.ts';
import { jobIdOf } from '../queue/enrichment-queue.ts';
import { hasStalled, STALLED } from '../queue/job-failure.ts';
import { isStoreOutage } from '../redis/store-errors.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { OrphanResources } from './orphans.ts';

export interface MendResources extends OrphanResources {
  readonly feed: ArticleFeed;
  readonly webhooks: { readonly deliveries: Pick<Deliveries, 'queueFinished' | 'promoteLate'> };
}

/**
 * What reconciling repaired.
 * - `requeued`: the article was to be enriched but had no job.
 * - `failed`: its job failed because its workers died, and the article did not say so.
 * - `closed`: it had finished but was open in the ledger.
 * - `lost`: it is open in the ledger, but nothing of it is stored.
 * - `recorded`: it was in flight but not in the ledger.
 * - `announced`: it was enriched but missing in the feed.
 * - `deleted`: its deletion was not completed.
 * - `corrected`: a row of the ledger still did not balance.
 * - `unreadable`: its stored values cannot be read, and were left alone.
 */
export const MENDINGS = [
  'requeued',
  'failed',
  'closed',
  'lost',
  'recorded',
  'announced',
  'deleted',
  'corrected',
  'unreadable',
] as const;
export type Mending = (typeof MENDINGS)[number];

/** Counts a step and runs it. A step that returns false found nothing to do and is not counted. */
export type Mend = (kind: Mending, step: () => Promise<unknown>) => Promise<void>;

export interface MendWork extends MendResources {
  readonly mend: Mend;
  readonly isDryRun: boolean;
  /**
   * Articles that had a job at the beginning. This only saves lookups: if an article is missing
   * here, the queue is asked.
   */
  readonly withJob: ReadonlySet<string>;
}

/**
 * Repairs an article that is open in the ledger: either it has a job that will close the entry, or
 * this closes it.
 */
export async function mendOpen({ id, generation }: OpenEntry, work: MendWork): Promise<void> {
  const { ledger, mend } = work;
  const found = await lookFor(id, work);
  if (found === 'unreadable') return;
  // Checked after the article is read: an article that finished meanwhile is no longer open.
  const close = async (kind: Mending, ending: Ending): Promise<void> => {
    if (await ledger.isOpen(id)) await mend(kind, () => ledger.close(id, ending, generation));
  };
  if (found === 'expired') return await close('closed', 'expired');
  if (found === undefined)
    return (await work.articles.wasDeleted(id))
      ? await close('closed', 'deleted')
      : await close('lost', 'lost');
  const { record } = found;
  if (record.status === 'enriched' || record.status === 'failed') {
    // A worker will repeat its job, may still enrich it, and closes the entry itself.
    if (record.status === 'failed' && (await work.queue.isDue(jobIdOf(id, record.jobRun)))) return;
    await announce(found, work);
    return await close('closed', record.status);
  }
  // Closing this generation would not close an entry of another one.
  if (record.generation !== generation) await mend('recorded', () => ledger.open(ledgerEntryOf(record)));
  await requeue(record, work);
}

/**
 * Repairs a stored article: until it finishes, it must be in the ledger and the queue; once
 * enriched, it must be in the feed.
 */
export async function mendStored(found: StoredArticle, isOpen: boolean, work: MendWork): Promise<void> {
  const { record } = found;
  if (isFinished(record)) return await announce(found, work);
  if (!isOpen && isOpenInLedger(record))
    await work.mend('recorded', () => work.ledger.open(ledgerEntryOf(record)));
  await requeue(record, work);
}

/** Completes a request that was cut off. */
export async function mendPending(step: PendingStep, work: MendWork): Promise<void> {
  const { pending, isDryRun } = work;
  const isOver = step.kind === 'delete' ? await finishDeletion(step, work) : await finishRequest(step, work);
  if (isDryRun) return;
  if (isOver) await pending.end(step);
  else await pending.postpone(step);
}

/** Returns whether the entry is no longer needed. */
async function finishRequest({ kind, id }: PendingStep, work: MendWork): Promise<boolean> {
  const isOpen = await work.ledger.isOpen(id);
  const found = await lookFor(id, work);
  if (typeof found !== 'object') return true;
  await mendStored(found, isOpen, work);
  // The ledger watches the end of an accepted article. It does not watch a refresh, so the entry
  // does.
  return kind !== 'refresh' || isFinished(found.record);
}

/** Removes what a deletion left behind, unless the article was submitted again since. */
async function finishDeletion({ id, generation }: PendingStep, work: MendWork): Promise<true> {
  const { articles, feed, ledger, mend } = work;
  const stored = await articles.generationOf(id);
  if (stored !== undefined && stored !== generation) return true;
  const isMarked = await articles.wasDeleted(id);
  if (stored === undefined && !isMarked) return true;
  await mend('deleted', async () => {
    const wasListed = await feed.remove(id, generation || undefined);
    const removed = stored === undefined ? undefined : await articles.remove(id, generation);
    const wasOpen = await ledger.close(id, 'deleted', generation);
    return wasListed || removed !== undefined || wasOpen;
  });
  return true;
}

async function announce(found: StoredArticle, { feed, webhooks, mend, isDryRun }: MendWork): Promise<void> {
  const finished = finishedIn(found);
  if (finished && (await feed.misses(finished))) await mend('announced', () => feed.append(finished));
  if (!isDryRun) await webhooks.deliveries.queueFinished(found.record.id);
}

/**
 * Queues an article that has no job. An article that killed its workers is not given to another
 * one: it has failed.
 */
async function requeue(record: ArticleRecord, work: MendWork): Promise<void> {
  const { id, jobRun, generation = '' } = record;
  const { queue, articles, ledger, webhooks, withJob, mend } = work;
  if (withJob.has(id)) return;
  const { place, failedReason } = await queue.stateOf(jobIdOf(id, jobRun));
  if (place === 'due') return;
  if (place !== 'over' || !hasStalled(failedReason))
    return await mend('requeued', () => queue.add(id, jobRun));
  await mend('failed', async () => {
    await articles.saveFailure(id, STALLED, { generation });
    // If a worker enriched it meanwhile, the failure was not saved.
    const status = (await articles.findRecord(id))?.status;
    await webhooks.deliveries.queueFinished(id);
    if (status === 'enriched' || status === 'failed') await ledger.close(id, status, generation);
  });
}

export async function lookFor(
  id: string,
  { articles }: Pick<MendResources, 'articles'>,
): Promise<StoredArticle | 'expired' | 'unreadable' | undefined> {
  try {
    return await articles.find(id);
  } catch (error) {
    if (!isAppError(error)) return 'unreadable';
    // For example a key of the wrong type. It must not keep other articles from being repaired.
    if (error.code === 'store_refused' && !isStoreOutage(error)) return 'unreadable';
    if (error.code === 'article_expired') return 'expired';
    throw error;
  }
}

/** Yields items in batches of the given size. */
export async function* batchesOf<T>(
  all: Iterable<T> | AsyncIterable<T>,
  size = 100,
): AsyncGenerator<readonly T[], void, undefined> {
  let batch: T[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
