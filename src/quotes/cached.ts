import { isTimeout, withTimeout } from '../async/with-timeout.ts';
import type { RedisClient } from '../redis/connect.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { Quote } from './quote.ts';
import { type CachedQuotes, QuoteCache, type QuoteCacheOptions } from './quote-cache.ts';
import {
  type AskOptions,
  type MissingReason,
  NO_ANSWERS,
  type QuoteAnswers,
  type QuoteSource,
} from './quote-source.ts';
import type { Hits } from './two-level-cache.ts';
import { UnknownLimit } from './unknown-limit.ts';

export interface CachedOptions extends QuoteCacheOptions {
  /** The longest that a call may take, Redis and the source together. */
  readonly timeoutMs: number;
  readonly onLookup?: (lookup: Lookup) => void;
  /** Bounds how many unknown tickers the source is asked about. */
  readonly unknownLimit?: UnknownLimit;
}

/** Where the tickers of one call were found. */
export interface Lookup extends Hits {
  /** Fresh in neither level, so the source was asked. */
  readonly asked: number;
  /** Known to be unknown. */
  readonly negative: number;
  /** Answered with an expired quote, because the source had none. */
  readonly stale: number;
  /** Not answered at all, because no provider could be asked. */
  readonly missing: number;
}

/**
 * Caches what `source` answers, for as long as the market lets it be true. Reads all tickers at
 * once, then asks the source once for the rest. If the source has no answer, an expired quote is
 * returned as stale.
 */
export function cached(source: QuoteSource, redis: RedisClient, options: CachedOptions): QuoteSource {
  const { timeoutMs, onLookup, unknownLimit = new UnknownLimit() } = options;
  const cache = new QuoteCache(redis, options);

  /** A Redis that hangs counts as empty after a quarter of the time. */
  async function find(tickers: readonly Ticker[], found: CachedQuotes, ask: AskOptions): Promise<Hits> {
    const { signal } = ask;
    try {
      return await withTimeout(timeoutMs / 4, signal, (limited) =>
        cache.find(tickers, found, { ...ask, signal: limited }),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!isTimeout(error)) throw error;
      return { inProcess: found.fresh.size, inRedis: 0 };
    }
  }

  /** Asks the source in the time that is left. If it fails, every ticker is `upstream-error`. */
  async function ask(
    wanted: readonly Ticker[],
    started: number,
    { signal }: AskOptions,
  ): Promise<QuoteAnswers> {
    signal.throwIfAborted();
    if (wanted.length === 0) return NO_ANSWERS;
    const left = started + timeoutMs - performance.now();
    try {
      return await withTimeout(left, signal, (limited) => source.quotesFor(wanted, { signal: limited }));
    } catch {
      signal.throwIfAborted();
      return { quotes: new Map(), missing: new Map(wanted.map((ticker) => [ticker, 'upstream-error'])) };
    }
  }

  return {
    name: 'cached',
    async quotesFor(tickers, options): Promise<QuoteAnswers> {
      options.signal.throwIfAborted();
      if (tickers.length === 0) return NO_ANSWERS;
      const started = performance.now();
      const all = [...new Set(tickers)];
      const found: CachedQuotes = { fresh: new Map(), expired: new Map() };
      const hits = await find(all, found, options);
      const { fresh, expired } = found;
      const wanted = all.filter((ticker) => !fresh.has(ticker));
      const answers = await unknownLimit.ask(
        wanted,
        (ticker) => expired.has(ticker),
        (allowed) => ask(allowed, started, options),
      );
      cache.store(answers, expired);
      const { quotes, missing } = withExpired(answers, expired);
      const negative = [...fresh.values()].filter((quote) => quote === null).length;
      const stale = quotes.size - answers.quotes.size;
      const unanswered = [...missing.values()].filter((reason) => reason === 'upstream-error').length;
      onLookup?.({ ...hits, asked: wanted.length, negative, stale, missing: unanswered });
      for (const [ticker, quote] of fresh) {
        if (quote) quotes.set(ticker, quote);
        else missing.set(ticker, 'unknown');
      }
      return { quotes, missing };
    },
  };
}

/** The answers, with an expired quote in place of each missing one that has one. */
function withExpired({ quotes, missing }: QuoteAnswers, expired: ReadonlyMap<Ticker, Quote>) {
  const all = new Map(quotes);
  const reasons = new Map<Ticker, MissingReason>();
  for (const [ticker, reason] of missing) {
    const quote = expired.get(ticker);
    if (quote) all.set(ticker, { ...quote, stale: true });
    else reasons.set(ticker, reason);
  }
  return { quotes: all, missing: reasons };
}
