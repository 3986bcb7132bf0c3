import { LRUCache } from 'lru-cache';
import type { Ticker } from '../tickers/ticker.ts';
import type { DailyBar } from './daily-bars.ts';
import type { RedisClosingPriceCache } from './redis-closing-price-cache.ts';
import { closeOf, localDateOf } from './trading-sessions.ts';

const MAX_IN_PROCESS = 10_000;
/** How long a price is cached as unknown: a provider may know it later. */
const NOT_KNOWN_MS = 600_000;
/** How long providers may take to tell a closing price. */
const SETTLING_MS = 15 * 60_000;

/** A cache of closing prices in two levels: in this process, then in Redis, where they never expire. */
export class ClosingPriceCache {
  readonly #inProcess = new LRUCache<string, { readonly bar: DailyBar | null }>({ max: MAX_IN_PROCESS });
  readonly #redis: RedisClosingPriceCache;
  readonly #now: () => Date;

  constructor(redis: RedisClosingPriceCache, now: () => Date) {
    this.#redis = redis;
    this.#now = now;
  }

  /** What this process knows of a price; null: that nobody knows it. */
  here(ticker: Ticker, date: string): DailyBar | null | undefined {
    return this.#inProcess.get(keyOf(ticker, date))?.bar;
  }

  /** What is known of tickers, each at its own date; null where it is known that nobody knows. */
  async recall(dates: ReadonlyMap<Ticker, string>): Promise<ReadonlyMap<Ticker, DailyBar | null>> {
    const known = new Map<Ticker, DailyBar | null>();
    for (const [ticker, date] of dates) {
      const bar = this.here(ticker, date);
      if (bar !== undefined) known.set(ticker, bar);
    }
    const elsewhere = new Map([...dates].filter(([ticker]) => !known.has(ticker)));
    for (const [ticker, bar] of await this.#redis.read(elsewhere)) {
      known.set(ticker, bar);
      this.#inProcess.set(keyOf(ticker, dates.get(ticker) ?? ''), { bar });
    }
    return known;
  }

  /** Notes a price; for good where no later bar of its date can come. */
  remember(ticker: Ticker, date: string, bar: DailyBar): void {
    const isFinal = isOver(ticker, date, bar, this.#now());
    this.#inProcess.set(keyOf(ticker, date), { bar }, isFinal ? {} : { ttl: NOT_KNOWN_MS });
    // Nobody waits for Redis to have noted it: this process knows it already.
    if (isFinal) void this.#redis.write(ticker, date, bar);
  }

  /** Notes that nobody knows a price, for a while. */
  rememberNone(ticker: Ticker, date: string): void {
    this.#inProcess.set(keyOf(ticker, date), { bar: null }, { ttl: NOT_KNOWN_MS });
  }
}

/** Not just after a date's close, nor on that day while only an earlier day's bar is known. */
function isOver(ticker: Ticker, date: string, bar: DailyBar, now: Date): boolean {
  const close = closeOf(ticker, date);
  if (!close || now.getTime() < close.getTime() + SETTLING_MS) return false;
  return bar.date === date || date < localDateOf(ticker, now);
}

function keyOf(ticker: Ticker, date: string): string {
  return `${ticker}@${date}`;
}
