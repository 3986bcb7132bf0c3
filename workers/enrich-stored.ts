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

/** The stores that enriching changes, and who is notified. */
export interface EnrichmentStores {
  readonly articles: ArticleStore;
  readonly feed: ArticleFeed;
  readonly ledger: Ledger;
  readonly drift: DriftDetector;
  /**
   * Queues the callbacks of a finished article, once it is readable and in the feed. May be called
   * twice for one article.
   */
  readonly deliver: (id: string) => Promise<void>;
  /** Unset: nothing is traced. */
  readonly tracing?: Pick<Tracing, 'trace'>;
}

export interface EnrichStoredOptions extends EnrichOptions {
  /**
   * Called before a large article is read, and again if it is huge. May refuse the article by
   * throwing.
   */
  readonly onSize?: (size: Size) => void;
}

export type Size = keyof typeof SIZES;

/** An article with more bytes than this is large, or huge. Publishers' pages are smaller. */
const SIZES = { large: 128 * 1024, huge: 1024 * 1024 } as const;

/**
 * Enriches an article, stores the result, announces it (in the feed first) and returns it. Returns
 * undefined if the article is gone or another worker has enriched it. In the latter case the result
 * is announced again, because the other worker may have died before it did so.
 */
export async function enrichStored(
  id: string,
  task: EnrichmentTask | undefined,
  stores: EnrichmentStores,
  options: EnrichStoredOptions,
): Promise<FinishedRevision | undefined> {
  if (!task) {
    // Throws if the article expired while it waited, which is a failure. A deleted one is none.
    await stores.articles.find(id);
    return undefined;
  }
  if (task.reopenKey !== undefined) await openAgain(id, stores);
  const result = task.status === 'processing' ? await enrichAndSave(id, task, stores, options) : undefined;
  await announce(id, stores, result);
  return result;
}

/**
 * Opens an article in the ledger again if it failed and is retried, even if somebody retried its
 * job by hand.
 */
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
    const result = await enrichArticle(article, options);
    note({ 'tickerspan.mentions': result.mentions.length, 'tickerspan.companies': result.companies.length });
    return result;
  });
  const enrichedAt = await trace('save', {}, () => articles.saveEnrichment(id, enrichment, task));
  return enrichedAt === undefined
    ? undefined
    : { ...task, id, enrichedAt, metadata: article.metadata, enrichment };
}

/**
 * Announces an article, and then closes it in the ledger: the given result, or else what is stored.
 * The ledger comes last, because reconciling looks at what is open in it.
 * @throws AppError as {@link ArticleStore.find} does.
 */
export async function announce(
  id: string,
  { articles, feed, ledger, deliver, tracing: { trace } = NO_TRACING }: EnrichmentStores,
  result?: FinishedRevision,
): Promise<void> {
  const found = result ? undefined : await articles.find(id);
  const finished = result ?? (found && finishedIn(found));
  if (finished) await trace('append to feed', {}, () => feed.append(finished));
  await deliver(id);
  const ending = result ? 'enriched' : endingOf(found);
  if (ending) await ledger.close(id, ending, result?.generation ?? found?.record.generation);
}

function endingOf(found: StoredArticle | undefined): 'enriched' | 'failed' | undefined {
  const status = found?.record.status;
  return status === 'enriched' || status === 'failed' ? status : undefined;
}
