import { LRUCache } from 'lru-cache';
import type { Ticker } from '../tickers/ticker.ts';
import type { Quote } from './quote.ts';
import type { QuoteAnswers } from './quote-source.ts';
import { type CacheEntry, KEPT_MS, type RedisQuoteCache } from './redis-quote-cache.ts';
import { freshUntil } from './trading-sessions.ts';

export interface QuoteCacheOptions {
  /** How long a quote is used without asking again while prices move. */
  readonly ttlSeconds: number;
  /** How long a ticker is cached as unknown. Short, because providers sometimes miss valid tickers for a moment. */
  readonly unknownTtlSeconds?: number;
  readonly now?: () => Date;
}

/** What is known of some tickers, and where it was found. */
export interface Recalled {
  /** What can be used as it is. */
  readonly fresh: ReadonlyMap<Ticker, CacheEntry>;
  /** What ran out. */
  readonly old: ReadonlyMap<Ticker, Quote>;
  readonly inProcess: number;
  readonly inRedis: number;
}

/** Articles name some thousands of listings; each takes about half a kilobyte. */
const MAX_IN_PROCESS = 10_000;

/** A cache of quotes in two levels: in this process, then in Redis. */
export class QuoteCache {
  readonly #inProcess = new LRUCache<Ticker, CacheEntry>({ max: MAX_IN_PROCESS });
  readonly #redis: RedisQuoteCache;
  readonly #now: () => Date;
  readonly #ttlSeconds: number;
  readonly #unknownMs: number;

  constructor(
    redis: RedisQuoteCache,
    { ttlSeconds, unknownTtlSeconds = 60, now = () => new Date() }: QuoteCacheOptions,
  ) {
    this.#redis = redis;
    this.#now = now;
    this.#ttlSeconds = ttlSeconds;
    this.#unknownMs = unknownTtlSeconds * 1000;
  }

  /** What this process knows. */
  recallHere(tickers: readonly Ticker[], maxAgeSeconds?: number): Recalled & Known {
    const known: Known = { fresh: new Map(), old: new Map() };
    for (const ticker of tickers)
      note(ticker, this.#inProcess.get(ticker), known, this.#now(), maxAgeSeconds);
    return { ...known, inProcess: known.fresh.size, inRedis: 0 };
  }

  /** What this process knows, and of the rest what Redis does. */
  async recall(tickers: readonly Ticker[], maxAgeSeconds?: number): Promise<Recalled> {
    const here = this.recallHere(tickers, maxAgeSeconds);
    const elsewhere = tickers.filter((ticker) => !here.fresh.has(ticker));
    for (const [ticker, entry] of await this.#redis.read(elsewhere)) {
      note(ticker, entry, here, this.#now(), maxAgeSeconds);
      if (here.fresh.has(ticker)) this.#inProcess.set(ticker, entry);
    }
    return { ...here, inRedis: here.fresh.size - here.inProcess };
  }

  /** Notes what was answered, here and in Redis; that there is no such ticker, for a while and beside no quote of it. */
  remember({ quotes, missing }: QuoteAnswers, old: ReadonlyMap<Ticker, Quote>): void {
    const at = this.#now();
    const entries = new Map<Ticker, CacheEntry>();
    for (const [ticker, quote] of quotes) {
      const until = freshUntil(ticker, quote, at, { ttlSeconds: this.#ttlSeconds });
      entries.set(ticker, { quote, freshUntil: until.toISOString() });
    }
    const forgottenAt = new Date(at.getTime() + this.#unknownMs).toISOString();
    for (const [ticker, reason] of missing) {
      if (reason !== 'unknown') continue;
      const quote = old.get(ticker);
      if (quote) this.#inProcess.set(ticker, { quote: { ...quote, stale: true }, freshUntil: forgottenAt });
      else entries.set(ticker, { quote: null, freshUntil: forgottenAt });
    }
    for (const [ticker, entry] of entries) this.#inProcess.set(ticker, entry);
    // Nobody waits for Redis to have noted it: this process knows it already.
    void this.#redis.write(entries, at);
  }
}

interface Known {
  readonly fresh: Map<Ticker, CacheEntry>;
  readonly old: Map<Ticker, Quote>;
}

function note(
  ticker: Ticker,
  entry: CacheEntry | undefined,
  { fresh, old }: Known,
  at: Date,
  maxAgeSeconds: number | undefined,
): void {
  if (!entry) return;
  if (isUsable(entry, at, maxAgeSeconds)) fresh.set(ticker, entry);
  else if (entry.quote && isKept(entry, at)) old.set(ticker, entry.quote);
}

function isUsable({ quote, freshUntil: until }: CacheEntry, at: Date, maxAgeSeconds?: number): boolean {
  if (new Date(until) <= at) return false;
  if (maxAgeSeconds === undefined || quote === null) return true;
  return at.getTime() - Date.parse(quote.fetchedAt) <= maxAgeSeconds * 1000;
}

function isKept({ freshUntil: until }: CacheEntry, at: Date): boolean {
  return at.getTime() - Date.parse(until) <= KEPT_MS;
}
