import type { ArticleRecord } from '../articles/article-record.ts';
import type { ArticleStore } from '../articles/article-store.ts';
import { isAppError } from '../errors.ts';
import { type EnrichmentQueue, jobIdOf } from '../queue/enrichment-queue.ts';
import type { Ledger } from '../telemetry/ledger.ts';

export interface StrayResources {
  readonly ledger: Ledger;
  readonly articles: ArticleStore;
  readonly queue: EnrichmentQueue;
}

/** An article that is open in the books, and that no job will end. */
export interface Stray {
  readonly id: string;
  /** What is stored of it; `expired`, or undefined where nothing is. */
  readonly record: ArticleRecord | 'expired' | undefined;
}

/** A worker that died is noticed, and its article taken up again, in a fraction of this. */
export const STRAY_AFTER_MS = 300_000;

/** How many of those that are open for longest are strays. */
export async function countStrays(resources: StrayResources, now: number, limit = 100): Promise<number> {
  const open = await resources.ledger.openBefore(new Date(now - STRAY_AFTER_MS), limit);
  const strays = await Promise.all(open.map(({ id }) => strayIn(id, resources)));
  return strays.filter((stray) => stray !== undefined).length;
}

/** What an open article is if it is a stray. */
export async function strayIn(
  id: string,
  { articles, queue }: Omit<StrayResources, 'ledger'>,
): Promise<Stray | undefined> {
  const record = await recordOf(id, articles);
  const turn = typeof record === 'object' ? record.turn : undefined;
  const isDue = await queue.isDue(jobIdOf(id, turn));
  return isDue ? undefined : { id, record };
}

async function recordOf(id: string, articles: ArticleStore): Promise<Stray['record']> {
  try {
    return (await articles.find(id))?.record;
  } catch (error) {
    if (isAppError(error) && error.code === 'article_expired') return 'expired';
    throw error;
  }
}
