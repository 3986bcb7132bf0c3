import type { ArticleStore } from '../articles/article-store.ts';
import { type EnrichmentQueue, jobIdOf } from '../queue/enrichment-queue.ts';
import type { PendingSteps } from '../queue/pending-steps.ts';
import type { Ledger } from '../telemetry/ledger.ts';

export interface StrayResources {
  readonly ledger: Ledger;
  readonly articles: ArticleStore;
  readonly queue: EnrichmentQueue;
  readonly pending: PendingSteps;
}

/** A worker that died is noticed, and its article taken up again, in a fraction of this. */
const STRAY_AFTER_MS = 300_000;

/**
 * Counts the articles that no job will end, among those that have been open in the ledger for longest, and the requests that began minutes ago and were not
 * finished. Workers mend both within a minute, so this is above 0 only while none does.
 * @param now the store's clock, in milliseconds.
 */
export async function countStrays(
  { ledger, articles, queue, pending }: StrayResources,
  now: number,
  limit = 100,
): Promise<number> {
  const before = new Date(now - STRAY_AFTER_MS);
  let looked = 0;
  let strays = (await pending.before(before, limit)).length;
  for await (const { id } of ledger.openBefore(before)) {
    if (!(await queue.isDue(jobIdOf(id, await articles.turnOf(id))))) strays += 1;
    looked += 1;
    if (looked === limit) break;
  }
  return strays;
}
