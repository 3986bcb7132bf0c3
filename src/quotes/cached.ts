import { abortable } from '../async/shared-work.ts';
import { withTimeout } from '../async/with-timeout.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { Quote } from './quote.ts';
import { QuoteCache, type QuoteCacheOptions, type Recalled } from './quote-cache.ts';
import {
  type AskOptions,
  type MissingReason,
  NO_ANSWERS,
  type QuoteAnswers,
  type QuoteSource,
} from './quote-source.ts';
import type { RedisQuoteCache } from './redis-quote-cache.ts';
import { UnknownLimit } from './unknown-limit.ts';

export interface CachedOptions extends QuoteCacheOptions {
  /** The longest that everything together may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Told where the tickers of a question were found. */
  readonly onLookup?: (lookup: Lookup) => void;
  /** Bounds how many tickers that turn out to be unknown are asked about. */
  readonly unknownLimit?: UnknownLimit;
}

/** How many tickers were found in this process, in Redis, and not at all; of how many nobody was known to know; for how many an old quote had to do, and for how many nobody could be asked and there was none. */
export interface Lookup {
  readonly inProcess: number;
  readonly inRedis: number;
  readonly asked: number;
  readonly negative: number;
  readonly stale: number;
  readonly missing: number;
}

/**
 * Remembers what `source` answers for as long as the market lets it be true: in this process, and behind that in Redis for
 * all processes. One read for all tickers, one question for the rest. A quote that ran out is kept, and given as stale
 * when nobody can be asked.
 */
export function cached(
  source: QuoteSource,
  redisCache: RedisQuoteCache,
  options: CachedOptions,
): QuoteSource {
  const { timeoutMs, onLookup, unknownLimit = new UnknownLimit() } = options;
  const cache = new QuoteCache(redisCache, options);

  /** A Redis that hangs is as one that is empty; it has a quarter of the time. */
  async function recall(
    tickers: readonly Ticker[],
    { signal, maxAgeSeconds }: AskOptions,
  ): Promise<Recalled> {
    try {
      return await withTimeout(timeoutMs / 4, signal, (limited) =>
        abortable(cache.recall(tickers, maxAgeSeconds), limited),
      );
    } catch (error) {
      signal.throwIfAborted();
      if ((error as Error).name !== 'TimeoutError') throw error;
      return cache.recallHere(tickers, maxAgeSeconds);
    }
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
      const { fresh, old, ...found } = await recall(all, options);
      const wanted = all.filter((ticker) => !fresh.has(ticker));
      const answers = await unknownLimit.ask(
        wanted,
        (ticker) => old.has(ticker),
        (allowed) => ask(allowed, started, options),
      );
      cache.remember(answers, old);
      const { quotes, missing } = withOld(answers, old);
      const negative = [...fresh.values()].filter(({ quote }) => quote === null).length;
      const stale = quotes.size - answers.quotes.size;
      const unanswered = [...missing.values()].filter((reason) => reason === 'upstream-error').length;
      onLookup?.({ ...found, asked: wanted.length, negative, stale, missing: unanswered });
      for (const [ticker, { quote }] of fresh) {
        if (quote) quotes.set(ticker, quote);
        else missing.set(ticker, 'unknown');
      }
      return { quotes, missing };
    },
  };
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
