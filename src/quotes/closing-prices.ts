import { abortable, SharedWork } from '../async/shared-work.ts';
import { withTimeout } from '../async/with-timeout.ts';
import type { Ticker } from '../tickers/ticker.ts';
import { dateAfter } from './calendars/dates.ts';
import { ClosingPriceCache } from './closing-price-cache.ts';
import type { BarSource, DailyBar } from './daily-bars.ts';
import type { RedisClosingPriceCache } from './redis-closing-price-cache.ts';
import { closeOf, localDateOf } from './trading-sessions.ts';
import { UnknownLimit } from './unknown-limit.ts';

export interface ClosingPricesOptions {
  /** The longest that an answer may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly now?: () => Date;
  /** Told of each source that could not answer; the next one is asked then. */
  readonly onFailure?: (source: string, error: unknown) => void;
  /** Bounds how many listings whose price nobody knows are asked about. */
  readonly unknownLimit?: UnknownLimit;
}

/** What listings cost at the end of a day. */
export interface ClosingPrices {
  /**
   * Each listing's last closing price that was known at a moment: of that day, if its close was over, else of the trading day
   * before. What nobody knows, or not in time, is left out.
   */
  closesBy(
    tickers: readonly Ticker[],
    at: Date,
    options: { readonly signal: AbortSignal },
  ): Promise<ReadonlyMap<Ticker, DailyBar>>;
}

/** How many closing prices are requested at a time for one article. Each request is for one listing. */
const MAX_CONCURRENT = 4;
/** No provider tells of earlier days; what is dated before has no date that can be believed. */
const EARLIEST = Date.parse('1990-01-01T00:00:00Z');

/** Asks each source in turn, and remembers for good what is over. */
export function closingPrices(
  sources: readonly BarSource[],
  redisCache: RedisClosingPriceCache,
  { timeoutMs, now = () => new Date(), onFailure, unknownLimit = new UnknownLimit() }: ClosingPricesOptions,
): ClosingPrices {
  const cache = new ClosingPriceCache(redisCache, now);
  const underWay = new Map<string, SharedWork<DailyBar | null>>();

  /** The look-up of a price: one for all who ask for it at the same time. */
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
    // Another look-up may have ended since this one was found to be needed.
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
        cache.remember(ticker, date, bar);
        return bar;
      } catch (error) {
        signal.throwIfAborted();
        hasFailed = true;
        onFailure?.(source.name, error);
      }
    }
    // That somebody could not be asked says nothing of the price.
    if (!hasFailed) cache.rememberNone(ticker, date);
    return null;
  }

  /** Fills in what is known, and what is told before the signal is aborted. */
  async function gather(
    dates: ReadonlyMap<Ticker, string>,
    closes: Map<Ticker, DailyBar>,
    signal: AbortSignal,
  ): Promise<void> {
    const known = await abortable(cache.recall(dates), signal);
    for (const [ticker, bar] of known) if (bar) closes.set(ticker, bar);
    const queue = [...dates].filter(([ticker]) => !known.has(ticker));
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
      // When the time is up, what is known by then is told.
      await withTimeout(timeoutMs, signal, (limited) => gather(dates, closes, limited)).catch(() => {});
      signal.throwIfAborted();
      return closes;
    },
  };
}

/** The date at the exchange of the last close by a moment, were every day one of trading. */
function lastClosedDate(ticker: Ticker, at: Date): string {
  const date = localDateOf(ticker, at);
  const close = closeOf(ticker, date);
  return close && close <= at ? date : dateAfter(date, -1);
}
