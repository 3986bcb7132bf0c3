import { LRUCache } from 'lru-cache';
import type { Ticker } from '../tickers/ticker.ts';
import type { Quote } from './quote.ts';
import type { CacheEntry, QuoteShelf } from './quote-shelf.ts';
import {
  type AskOptions,
  type MissingReason,
  NO_ANSWERS,
  type QuoteAnswers,
  type QuoteSource,
} from './quote-source.ts';
import { freshUntil } from './trading-sessions.ts';
import { within } from './within.ts';

export interface CachedOptions {
  /** How long a quote is used without asking again while prices move. */
  readonly ttlSeconds: number;
  /** How long it is remembered that a ticker is unknown: short, for providers forget valid tickers for a moment. */
  readonly unknownTtlSeconds?: number;
  /** The longest that everything together may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly now?: () => Date;
  /** Told where the tickers of a question were found. */
  readonly onLookup?: (lookup: Lookup) => void;
}

/** How many tickers were found in this process, in Redis, and not at all; and for how many an old quote had to do. */
export interface Lookup {
  readonly inProcess: number;
  readonly inRedis: number;
  readonly asked: number;
  readonly stale: number;
}

/** Articles name some thousands of listings; each takes about half a kilobyte. */
const MOST_IN_PROCESS = 10_000;

/**
 * Remembers what `source` answers for as long as the market lets it be true: in this process, and behind that in Redis for
 * all processes. One read for all tickers, one question for the rest. A quote that ran out is kept, and given as stale
 * when nobody can be asked.
 */
export function cached(source: QuoteSource, shelf: QuoteShelf, options: CachedOptions): QuoteSource {
  const { now = () => new Date(), unknownTtlSeconds = 60, ttlSeconds, timeoutMs, onLookup } = options;
  const inProcess = new LRUCache<Ticker, CacheEntry>({ max: MOST_IN_PROCESS });

  async function recall(tickers: readonly Ticker[], { maxAgeSeconds }: AskOptions): Promise<Recalled> {
    const at = now();
    const fresh = new Map<Ticker, CacheEntry>();
    const old = new Map<Ticker, Quote>();
    const note = (ticker: Ticker, entry: CacheEntry): void => {
      if (isUsable(entry, at, maxAgeSeconds)) fresh.set(ticker, entry);
      else if (entry.quote) old.set(ticker, entry.quote);
    };
    for (const ticker of tickers) {
      const entry = inProcess.get(ticker);
      if (entry) note(ticker, entry);
    }
    const foundInProcess = fresh.size;
    const elsewhere = tickers.filter((ticker) => !fresh.has(ticker));
    for (const [ticker, entry] of await shelf.read(elsewhere)) {
      note(ticker, entry);
      if (fresh.has(ticker)) inProcess.set(ticker, entry);
    }
    return { fresh, old, inProcess: foundInProcess, inRedis: fresh.size - foundInProcess };
  }

  /** What the source answers within the time that is left; when it fails, that nobody could be asked. */
  async function ask(
    wanted: readonly Ticker[],
    started: number,
    { signal }: AskOptions,
  ): Promise<QuoteAnswers> {
    signal.throwIfAborted();
    if (wanted.length === 0) return NO_ANSWERS;
    const left = started + timeoutMs - performance.now();
    try {
      return await within(left, signal, (limited) => source.quotesFor(wanted, { signal: limited }));
    } catch {
      signal.throwIfAborted();
      return { quotes: new Map(), missing: new Map(wanted.map((ticker) => [ticker, 'upstream-error'])) };
    }
  }

  /** Notes what was answered, here and in Redis; that there is no such ticker, for a while and beside no quote of it. */
  function remember({ quotes, missing }: QuoteAnswers, old: ReadonlyMap<Ticker, Quote>): void {
    const at = now();
    const entries = new Map<Ticker, CacheEntry>();
    for (const [ticker, quote] of quotes) {
      entries.set(ticker, { quote, freshUntil: freshUntil(ticker, quote, at, { ttlSeconds }).toISOString() });
    }
    const forgottenAt = new Date(at.getTime() + unknownTtlSeconds * 1000).toISOString();
    for (const [ticker, reason] of missing) {
      if (reason !== 'unknown') continue;
      const quote = old.get(ticker);
      if (quote) inProcess.set(ticker, { quote: { ...quote, stale: true }, freshUntil: forgottenAt });
      else entries.set(ticker, { quote: null, freshUntil: forgottenAt });
    }
    for (const [ticker, entry] of entries) inProcess.set(ticker, entry);
    // Nobody waits for Redis to have noted it: this process knows it already.
    void shelf.write(entries);
  }

  return {
    name: 'cached',
    async quotesFor(tickers, options): Promise<QuoteAnswers> {
      options.signal.throwIfAborted();
      if (tickers.length === 0) return NO_ANSWERS;
      const started = performance.now();
      const { fresh, old, ...found } = await recall([...new Set(tickers)], options);
      const wanted = tickers.filter((ticker) => !fresh.has(ticker));
      const answers = await ask(wanted, started, options);
      remember(answers, old);
      const { quotes, missing } = withOld(answers, old);
      onLookup?.({ ...found, asked: wanted.length, stale: quotes.size - answers.quotes.size });
      for (const [ticker, { quote }] of fresh) {
        if (quote) quotes.set(ticker, quote);
        else missing.set(ticker, 'unknown');
      }
      return { quotes, missing };
    },
  };
}

interface Recalled {
  /** What can be used as it is. */
  readonly fresh: ReadonlyMap<Ticker, CacheEntry>;
  /** What ran out. */
  readonly old: ReadonlyMap<Ticker, Quote>;
  readonly inProcess: number;
  readonly inRedis: number;
}

function isUsable({ quote, freshUntil: until }: CacheEntry, at: Date, maxAgeSeconds?: number): boolean {
  if (new Date(until) <= at) return false;
  if (maxAgeSeconds === undefined || quote === null) return true;
  return at.getTime() - Date.parse(quote.fetchedAt) <= maxAgeSeconds * 1000;
}

/** The answers; where there is none, an old quote is better than nothing. */
function withOld({ quotes, missing }: QuoteAnswers, old: ReadonlyMap<Ticker, Quote>) {
  const all = new Map(quotes);
  const reasons = new Map<Ticker, MissingReason>();
  for (const [ticker, reason] of missing) {
    const quote = old.get(ticker);
    if (quote) all.set(ticker, { ...quote, stale: true });
    else reasons.set(ticker, reason);
  }
  return { quotes: all, missing: reasons };
}
