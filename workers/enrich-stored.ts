import { isBooked, ledgerEntryOf, type StoredArticle } from '../src/articles/article-record.ts';
import type { ArticleStore, Undertaking } from '../src/articles/article-store.ts';
import { type EnrichOptions, enrichArticle } from '../src/articles/enrich-article.ts';
import type { ArticleFeed } from '../src/feed/article-feed.ts';
import { type FinishedRevision, finishedIn } from '../src/feed/feed-entry.ts';
import type { DriftWatch } from '../src/telemetry/drift.ts';
import type { Ledger } from '../src/telemetry/ledger.ts';
import { NO_TRACING, type Tracing } from '../src/telemetry/trace.ts';

/** Where an article is kept, and who is told of it. */
export interface EnrichmentStores {
  readonly articles: ArticleStore;
  readonly feed: ArticleFeed;
  readonly ledger: Ledger;
  readonly drift: DriftWatch;
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
 * Enriches an article until it can be read, and then tells of it, in the feed first; gives what was made. Nothing is made of one that is gone, or that
 * another has enriched: of that it is told again, for the other may have died before it told.
 */
export async function enrichStored(
  id: string,
  undertaking: Undertaking | undefined,
  stores: EnrichmentStores,
  options: EnrichStoredOptions,
): Promise<FinishedRevision | undefined> {
  if (!undertaking) {
    // One that expired while it waited is told of as a failure, which this throws; a deleted one is none.
    await stores.articles.find(id);
    return undefined;
  }
  if (undertaking.retry !== undefined) await openAgain(id, stores);
  const made =
    undertaking.status === 'processing' ? await enrichAndSave(id, undertaking, stores, options) : undefined;
  await announce(id, stores, made);
  return made;
}

/** One that had failed is in flight once more, also where somebody has tried its job again by hand. */
async function openAgain(id: string, { articles, ledger }: EnrichmentStores): Promise<void> {
  const found = await articles.find(id);
  if (found && isBooked(found.record)) await ledger.open(ledgerEntryOf(found.record));
}

async function enrichAndSave(
  id: string,
  undertaking: Undertaking,
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
  const enrichedAt = await trace('save', {}, () => articles.saveEnrichment(id, enrichment, undertaking));
  return enrichedAt === undefined
    ? undefined
    : { ...undertaking, id, enrichedAt, metadata: article.metadata, enrichment };
}

/** Books an article as ended and tells of it: of what was made, else of what is stored. @throws AppError as {@link ArticleStore.find} does. */
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
