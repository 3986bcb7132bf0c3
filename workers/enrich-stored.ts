import { type EnrichOptions, enrichArticle } from '../src/articles/enrich-article.ts';
import {
  isOpenInLedger,
  ledgerEntryOf,
  type StoredArticle,
} from '../src/articles/lifecycle/article-record.ts';
import type { ArticleStore, EnrichmentTask } from '../src/articles/lifecycle/article-store.ts';
import type { ArticleFeed } from '../src/feed/article-feed.ts';
import { type FinishedRevision, finishedIn } from '../src/feed/feed-entry.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { DriftDetector } from '../src/telemetry/drift.ts';
import { NO_TRACING, type Tracing } from '../src/telemetry/trace.ts';

/** Where an article is kept, and who is told of it. */
export interface EnrichmentStores {
  readonly articles: ArticleStore;
  readonly feed: ArticleFeed;
  readonly ledger: Ledger;
  readonly drift: DriftDetector;
  /** Sees to it that who asked to be called back about a finished article is, once it can be read and is in the feed. It may be called twice. */
  readonly deliver: (id: string) => Promise<void>;
  /** Unset: nothing is traced. */
  readonly tracing?: Pick<Tracing, 'trace'>;
}

export interface EnrichStoredOptions extends EnrichOptions {
  /** Called before a large article is read, and once more if it is huge. May refuse it by throwing. */
  readonly onSize?: (size: Size) => void;
}

export type Size = keyof typeof SIZES;

/** An article with more bytes than this is large, or huge. The pages of publishers are smaller. */
const SIZES = { large: 128 * 1024, huge: 1024 * 1024 } as const;

/**
 * Enriches an article, stores the result, announces it (in the feed first) and returns it. Returns undefined if the article is gone or another worker has
 * enriched it. In the latter case the result is announced again, because the other worker may have died before it did.
 */
export async function enrichStored(
  id: string,
  task: EnrichmentTask | undefined,
  stores: EnrichmentStores,
  options: EnrichStoredOptions,
): Promise<FinishedRevision | undefined> {
  if (!task) {
    // An article that expired while it waited is a failure, which this throws. A deleted one is not.
    await stores.articles.find(id);
    return undefined;
  }
  if (task.reopenKey !== undefined) await openAgain(id, stores);
  const made = task.status === 'processing' ? await enrichAndSave(id, task, stores, options) : undefined;
  await announce(id, stores, made);
  return made;
}

/** A failed article that is retried is in flight again, also if somebody retried its job by hand. */
async function openAgain(id: string, { articles, ledger }: EnrichmentStores): Promise<void> {
  const found = await articles.find(id);
  if (found && isOpenInLedger(found.record)) await ledger.open(ledgerEntryOf(found.record));
}

async function enrichAndSave(
  id: string,
  task: EnrichmentTask,
  { articles, tracing: { trace } = NO_TRACING }: EnrichmentStores,
  options: EnrichStoredOptions,
): Promise<FinishedRevision | undefined> {
  const article = await trace('read', {}, async () => {
    for (const [size, maxBytes] of Object.entries(SIZES) as [Size, number][]) {
      const smaller = await articles.readArticle(id, maxBytes);
      if (smaller !== 'too large') return smaller;
      options.onSize?.(size);
    }
    return await articles.readArticle(id);
  });
  // The article was deleted after the worker claimed it.
  if (!article) return undefined;
  const enrichment = await trace('enrich', { 'tickerspan.characters': article.body.length }, async (note) => {
    const made = await enrichArticle(article, options);
    note({ 'tickerspan.mentions': made.mentions.length, 'tickerspan.companies': made.companies.length });
    return made;
  });
  const enrichedAt = await trace('save', {}, () => articles.saveEnrichment(id, enrichment, task));
  return enrichedAt === undefined
    ? undefined
    : { ...task, id, enrichedAt, metadata: article.metadata, enrichment };
}

/** Closes an article in the ledger and announces it: what was made, else what is stored. @throws AppError as {@link ArticleStore.find} does. */
export async function announce(
  id: string,
  { articles, feed, ledger, deliver, tracing: { trace } = NO_TRACING }: EnrichmentStores,
  made?: FinishedRevision,
): Promise<void> {
  const found = made ? undefined : await articles.find(id);
  const ending = made ? 'enriched' : endingOf(found);
  if (ending) await ledger.close(id, ending, made?.generation ?? found?.record.generation);
  const finished = made ?? (found && finishedIn(found));
  if (finished) await trace('append to feed', {}, () => feed.append(finished));
  await deliver(id);
}

function endingOf(found: StoredArticle | undefined): 'enriched' | 'failed' | undefined {
  const status = found?.record.status;
  return status === 'enriched' || status === 'failed' ? status : undefined;
}
