import { z } from 'zod';
import type { RedisClient } from '../redis/connect.ts';
import type { Ticker } from '../tickers/ticker.ts';
import { type Quote, quoteSchema } from './quote.ts';
import type { QuoteAnswers } from './quote-source.ts';
import { freshUntil } from './trading-sessions.ts';
import { type Hits, TwoLevelCache } from './two-level-cache.ts';

/** A ticker's quote, or null if no provider knows the ticker, and how long the entry is fresh. */
type CacheEntry = Readonly<z.infer<typeof entrySchema>>;

const entrySchema = z.strictObject({ quote: quoteSchema.nullable(), freshUntil: z.iso.datetime() });

/** How long a quote is kept after it expired, for when no provider answers. */
const KEPT_MS = 7 * 86_400_000;

export interface QuoteCacheOptions {
  /** How long a quote is fresh while prices move. */
  readonly ttlSeconds: number;
  /** How long a ticker is cached as unknown. Short, because providers may miss valid tickers. */
  readonly unknownTtlSeconds?: number;
  readonly now?: () => Date;
  readonly onCacheFailure?: (error: unknown) => void;
}

/** What the cache knows of some tickers. */
export interface CachedQuotes {
  /** Fresh quotes. Null: the ticker is known to be unknown. */
  readonly fresh: Map<Ticker, Quote | null>;
  /** Expired quotes, which are still better than none. */
  readonly expired: Map<Ticker, Quote>;
}

/** The quotes of the service, each kept for as long as its market lets it be true. */
export class QuoteCache {
  readonly #entries: TwoLevelCache<Ticker, CacheEntry>;
  readonly #now: () => Date;
  readonly #ttlSeconds: number;
  readonly #unknownMs: number;

  constructor(redis: RedisClient, options: QuoteCacheOptions) {
    const { ttlSeconds, unknownTtlSeconds = 60, now = () => new Date(), onCacheFailure } = options;
    this.#now = now;
    this.#ttlSeconds = ttlSeconds;
    this.#unknownMs = unknownTtlSeconds * 1000;
    const form = {
      read: (ticker: Ticker) => ['get', keyOf(ticker)] as const,
      write: (ticker: Ticker, entry: CacheEntry) => writeCommand(ticker, entry, now()),
      parse: (value: string) => entrySchema.safeParse(JSON.parse(value)).data,
    };
    this.#entries = new TwoLevelCache(redis, form, onCacheFailure);
  }

  /**
   * Adds to `cached` what is known of these tickers.
   * @param maxAgeSeconds the largest age of a fresh quote since it was fetched.
   * @throws the reason of `signal` as soon as it aborts. What this process knows has been added by
   * then.
   */
  async find(
    tickers: readonly Ticker[],
    { fresh, expired }: CachedQuotes,
    { signal, maxAgeSeconds }: { readonly signal: AbortSignal; readonly maxAgeSeconds?: number },
  ): Promise<Hits> {
    return await this.#entries.find(tickers, signal, (ticker, entry) => {
      const now = this.#now();
      const isFresh = isUsable(entry, now, maxAgeSeconds);
      if (isFresh) fresh.set(ticker, entry.quote);
      else if (entry.quote && isKept(entry, now)) expired.set(ticker, entry.quote);
      return isFresh;
    });
  }

  /**
   * Stores what a source answered. An unknown ticker is cached as unknown for a short while. If it
   * had a quote before, that quote is used as stale meanwhile.
   */
  store({ quotes, missing }: QuoteAnswers, expired: ReadonlyMap<Ticker, Quote>): void {
    const now = this.#now();
    const entries = new Map<Ticker, CacheEntry>();
    for (const [ticker, quote] of quotes) {
      const until = freshUntil(ticker, quote, now, { ttlSeconds: this.#ttlSeconds });
      entries.set(ticker, { quote, freshUntil: until.toISOString() });
    }
    const askAgainAt = new Date(now.getTime() + this.#unknownMs).toISOString();
    for (const [ticker, reason] of missing) {
      if (reason !== 'unknown') continue;
      const quote = expired.get(ticker);
      if (quote) this.#entries.setHere(ticker, { quote: { ...quote, stale: true }, freshUntil: askAgainAt });
      else entries.set(ticker, { quote: null, freshUntil: askAgainAt });
    }
    this.#entries.set(entries);
  }
}

function keyOf(ticker: Ticker): string {
  return `tickerspan:quote:${ticker}`;
}

function writeCommand(ticker: Ticker, entry: CacheEntry, now: Date) {
  // A relative lifetime, because the clock of Redis may differ from ours.
  const freshMs = Math.max(1, Date.parse(entry.freshUntil) - now.getTime());
  const value = JSON.stringify(entry);
  // An unknown ticker never replaces a quote that another process stored.
  if (entry.quote === null) return ['set', keyOf(ticker), value, 'PX', freshMs, 'NX'] as const;
  return ['set', keyOf(ticker), value, 'PX', freshMs + KEPT_MS] as const;
}

function isUsable({ quote, freshUntil: until }: CacheEntry, now: Date, maxAgeSeconds?: number): boolean {
  if (new Date(until) <= now) return false;
  if (maxAgeSeconds === undefined || quote === null) return true;
  return now.getTime() - Date.parse(quote.fetchedAt) <= maxAgeSeconds * 1000;
}

function isKept({ freshUntil: until }: CacheEntry, now: Date): boolean {
  return now.getTime() - Date.parse(until) <= KEPT_MS;
}
