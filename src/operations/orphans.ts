import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import type { PendingSteps } from '../articles/lifecycle/pending-steps.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type EnrichmentQueue, jobIdOf } from '../queue/enrichment-queue.ts';

export interface OrphanResources {
  readonly ledger: Ledger;
  readonly articles: ArticleStore;
  readonly queue: EnrichmentQueue;
  readonly pending: PendingSteps;
}

/** When a worker dies, another one takes over its article in a fraction of this time. */
const ORPHAN_AFTER_MS = 300_000;

/**
 * Counts orphans: articles without a job, among those that have been open in the ledger for
 * longest, and requests that started minutes ago and never finished. Workers repair both within a
 * minute, so the count is above 0 only while no worker reconciles.
 *
 * @param now the store's clock, in milliseconds.
 */
export async function countOrphans(
  { ledger, articles, queue, pending }: OrphanResources,
  now: number,
  limit = 100,
): Promise<number> {
  const before = new Date(now - ORPHAN_AFTER_MS);
  let looked = 0;
  let orphans = (await pending.before(before, limit)).length;
  for await (const { id } of ledger.openBefore(before)) {
    if (!(await queue.isDue(jobIdOf(id, await articles.jobRunOf(id))))) orphans += 1;
    looked += 1;
    if (looked === limit) break;
  }
  return orphans;
}
