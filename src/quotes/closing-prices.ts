import { SharedWork } from '../async/shared-work.ts';
import { withTimeout } from '../async/with-timeout.ts';
import type { RedisClient } from '../redis/connect.ts';
import type { Ticker } from '../tickers/ticker.ts';
import { dateAfter } from './calendars/dates.ts';
import { ClosingPriceCache } from './closing-price-cache.ts';
import type { BarSource, DailyBar } from './daily-bars.ts';
import { closeOf, localDateOf } from './trading-sessions.ts';
import { UnknownLimit } from './unknown-limit.ts';

export interface ClosingPricesOptions {
  /** The longest that a call may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly now?: () => Date;
  /** Called when a source fails. The next one is asked. */
  readonly onFailure?: (source: string, error: unknown) => void;
  readonly onCacheFailure?: (error: unknown) => void;
  /** Bounds how many listings without a known price the sources are asked about. */
  readonly unknownLimit?: UnknownLimit;
}

/** What listings cost at the end of a day. */
export interface ClosingPrices {
  /**
   * Returns each listing's last closing price that was known at a moment: that of the day if its
   * close was over, otherwise that of the trading day before. Prices that no source knows, or not
   * in time, are left out.
   */
  closesBy(
    tickers: readonly Ticker[],
    at: Date,
    options: { readonly signal: AbortSignal },
  ): Promise<ReadonlyMap<Ticker, DailyBar>>;
}

/**
 * How many closing prices are requested at a time for one article. Each request is for one listing.
 */
const MAX_CONCURRENT = 4;
/** No provider has earlier days. An article with an earlier date has a wrong date. */
const EARLIEST = Date.parse('1990-01-01T00:00:00Z');

/** Asks each source in turn, and caches the prices of past days for good. */
export function closingPrices(
  sources: readonly BarSource[],
  redis: RedisClient,
  options: ClosingPricesOptions,
): ClosingPrices {
  const { timeoutMs, now = () => new Date(), onFailure, unknownLimit = new UnknownLimit() } = options;
  const cache = new ClosingPriceCache(redis, { ...options, now });
  const underWay = new Map<string, SharedWork<DailyBar | null>>();

  /** Concurrent requests for the same price share one lookup. */
  function lookUp(ticker: Ticker, date: string): SharedWork<DailyBar | null> {
    const key = `${ticker}@${date}`;
    const known = underWay.get(key);
    if (known && !known.isAbandoned) return known;
    const work = new SharedWork((signal) =>
      withTimeout(timeoutMs, signal, (limited) => unknownLimit.lookUp(() => ask(ticker, date, limited))),
    );
    underWay.set(key, work);
    void work.settled().finally(() => {
      if (underWay.get(key) === work) underWay.delete(key);
    });
    return work;
  }

  async function ask(ticker: Ticker, date: string, signal: AbortSignal): Promise<DailyBar | null> {
    // Another lookup may have ended since the caller read the cache.
    const known = cache.here(ticker, date);
    if (known !== undefined) return known;
    let hasFailed = false;
    for (const source of sources) {
      try {
        const bars = await withTimeout(timeoutMs / sources.length, signal, (limited) =>
          source.barsUntil(ticker, date, { signal: limited }),
        );
        const bar = bars?.findLast((one) => one.date <= date);
        if (!bar) continue;
        cache.store(ticker, date, bar);
        return bar;
      } catch (error) {
        signal.throwIfAborted();
        hasFailed = true;
        onFailure?.(source.name, error);
      }
    }
    // A source that failed may know the price.
    if (!hasFailed) cache.store(ticker, date, null);
    return null;
  }

  /**
   * Adds the known prices to `closes`, then those that the sources return before the signal aborts.
   */
  async function gather(
    dates: ReadonlyMap<Ticker, string>,
    closes: Map<Ticker, DailyBar>,
    signal: AbortSignal,
  ): Promise<void> {
    const unknown = new Map(dates);
    await cache.find(dates, signal, (ticker, bar) => {
      unknown.delete(ticker);
      if (bar) closes.set(ticker, bar);
    });
    const queue = [...unknown];
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next && !signal.aborted; next = queue.shift()) {
        const bar = await lookUp(...next)
          .wait(signal)
          .catch(() => null);
        if (bar) closes.set(next[0], bar);
      }
    };
    await Promise.all(Array.from({ length: MAX_CONCURRENT }, work));
  }

  return {
    async closesBy(tickers, at, { signal }) {
      signal.throwIfAborted();
      const closes = new Map<Ticker, DailyBar>();
      const by = new Date(Math.min(at.getTime(), now().getTime()));
      if (!(by.getTime() >= EARLIEST)) return closes;
      const dates = new Map(tickers.map((ticker) => [ticker, lastClosedDate(ticker, by)] as const));
      // After a timeout, return what is known by then.
      await withTimeout(timeoutMs, signal, (limited) => gather(dates, closes, limited)).catch(() => {});
      signal.throwIfAborted();
      return closes;
    },
  };
}

/** The date at the exchange of the last close by a moment, as if every day were a trading day. */
function lastClosedDate(ticker: Ticker, at: Date): string {
  const date = localDateOf(ticker, at);
  const close = closeOf(ticker, date);
  return close && close <= at ? date : dateAfter(date, -1);
}
