import { LRUCache } from 'lru-cache';
import type { Ticker } from '../tickers/ticker.ts';
import { dateAfter } from './calendars/dates.ts';
import type { ClosingPriceShelf } from './closing-price-shelf.ts';
import type { BarSource, DailyBar } from './daily-bars.ts';
import { closeOf, localDateOf } from './trading-sessions.ts';
import { within } from './within.ts';

export interface ClosingPricesOptions {
  /** The longest that an answer may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly now?: () => Date;
  /** Told of each source that could not answer; the next one is asked then. */
  readonly onFailure?: (source: string, error: unknown) => void;
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

/** What the sources tell about one article's listings together; each question is about one listing. */
const MOST_AT_A_TIME = 4;
const MOST_IN_PROCESS = 10_000;
/** For how long it is remembered that nobody knows a price: it may be that they could not be asked, or not yet know it. */
const NOT_KNOWN_MS = 600_000;

/** Asks each source in turn, and remembers for good what is over. */
export function closingPrices(
  sources: readonly BarSource[],
  shelf: ClosingPriceShelf,
  { timeoutMs, now = () => new Date(), onFailure }: ClosingPricesOptions,
): ClosingPrices {
  const inProcess = new LRUCache<string, { readonly bar: DailyBar | null }>({ max: MOST_IN_PROCESS });
  const underWay = new Map<string, Promise<DailyBar | null>>();

  function closeBy(ticker: Ticker, date: string, signal: AbortSignal): Promise<DailyBar | null> {
    const key = `${ticker}@${date}`;
    const known = inProcess.get(key);
    if (known) return Promise.resolve(known.bar);
    const asked = underWay.get(key) ?? lookUp(ticker, date, signal).finally(() => underWay.delete(key));
    underWay.set(key, asked);
    return asked;
  }

  async function lookUp(ticker: Ticker, date: string, signal: AbortSignal): Promise<DailyBar | null> {
    const key = `${ticker}@${date}`;
    const kept = await shelf.read(ticker, date);
    if (kept) {
      inProcess.set(key, { bar: kept });
      return kept;
    }
    const bar = await firstKnown(ticker, date, signal);
    const isFinal = bar !== null && isOver(ticker, date, bar, now());
    if (isFinal) await shelf.write(ticker, date, bar);
    inProcess.set(key, { bar }, isFinal ? {} : { ttl: NOT_KNOWN_MS });
    return bar;
  }

  async function firstKnown(ticker: Ticker, date: string, signal: AbortSignal): Promise<DailyBar | null> {
    for (const source of sources) {
      signal.throwIfAborted();
      try {
        const share = timeoutMs / sources.length;
        const bars = await within(share, signal, (limited) =>
          source.barsUntil(ticker, date, { signal: limited }),
        );
        const bar = bars?.findLast((one) => one.date <= date);
        if (bar) return bar;
      } catch (error) {
        signal.throwIfAborted();
        onFailure?.(source.name, error);
      }
    }
    return null;
  }

  return {
    async closesBy(tickers, at, { signal }) {
      const by = new Date(Math.min(at.getTime(), now().getTime()));
      const closes = new Map<Ticker, DailyBar>();
      const queue = [...new Set(tickers)];
      await within(timeoutMs, signal, async (limited) => {
        const work = async (): Promise<void> => {
          for (let ticker = queue.shift(); ticker; ticker = queue.shift()) {
            const bar = await closeBy(ticker, lastClosedDate(ticker, by), limited).catch(() => null);
            if (bar) closes.set(ticker, bar);
          }
        };
        await Promise.all(Array.from({ length: MOST_AT_A_TIME }, work));
      });
      signal.throwIfAborted();
      return closes;
    },
  };
}

/** How long providers may take to tell a closing price. */
const SETTLING_MS = 15 * 60_000;

/** Whether no later bar of a date can come: not just after its close, nor on that day while only an earlier day's is known. */
function isOver(ticker: Ticker, date: string, bar: DailyBar, now: Date): boolean {
  const close = closeOf(ticker, date);
  if (!close || now.getTime() < close.getTime() + SETTLING_MS) return false;
  return bar.date === date || date < localDateOf(ticker, now);
}

/** The date at the exchange of the last close by a moment, were every day one of trading. */
function lastClosedDate(ticker: Ticker, at: Date): string {
  const date = localDateOf(ticker, at);
  const close = closeOf(ticker, date);
  return close && close <= at ? date : dateAfter(date, -1);
}
