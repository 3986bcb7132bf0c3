import type { ArticleStore } from '../articles/article-store.ts';
import { type EnrichmentQueue, jobIdOf } from '../queue/enrichment-queue.ts';
import type { Ledger } from '../telemetry/ledger.ts';

export interface StrayResources {
  readonly ledger: Ledger;
  readonly articles: ArticleStore;
  readonly queue: EnrichmentQueue;
}

/** A worker that died is noticed, and its article taken up again, in a fraction of this. */
const STRAY_AFTER_MS = 300_000;

/** How many of those articles that are open in the books for longest no job will end. */
export async function countStrays(
  { ledger, articles, queue }: StrayResources,
  now: number,
  limit = 100,
): Promise<number> {
  let [looked, strays] = [0, 0];
  for await (const { id } of ledger.openBefore(new Date(now - STRAY_AFTER_MS))) {
    if (!(await queue.isDue(jobIdOf(id, await articles.turnOf(id))))) strays += 1;
    looked += 1;
    if (looked === limit) break;
  }
  return strays;
}
