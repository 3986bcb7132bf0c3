import { z } from 'zod';
import type { RedisClient } from '../redis/connect.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { DailyBar } from './daily-bars.ts';
import { closeOf, localDateOf } from './trading-sessions.ts';
import { type StoredForm, TwoLevelCache } from './two-level-cache.ts';

/** How long this process keeps a price that is unknown or may still change. */
const NOT_FINAL_MS = 600_000;
/** How long after the close providers may need to publish the closing price. */
const SETTLING_MS = 15 * 60_000;

/** A listing and a date, such as `sz000625@2021-11-18`. */
type Key = `${string}@${string}`;

/** Null: no source knows the price. */
interface CacheEntry {
  readonly bar: DailyBar | null;
}

const storedSchema = z.tuple([z.iso.date(), z.number().positive()]);

/** One hash per listing, by the requested date. It never expires. */
const HASHES: StoredForm<Key, CacheEntry> = {
  read: (key) => ['hget', ...placeOf(key)],
  write: (key, { bar }) => ['hset', ...placeOf(key), JSON.stringify([bar?.date, bar?.close])],
  parse(value) {
    const stored = storedSchema.safeParse(JSON.parse(value)).data;
    return stored && { bar: { date: stored[0], close: stored[1] } };
  },
};

/** The closing prices of the service. A final price is stored in Redis for good. */
export class ClosingPriceCache {
  readonly #entries: TwoLevelCache<Key, CacheEntry>;
  readonly #now: () => Date;

  constructor(
    redis: RedisClient,
    { now, onCacheFailure }: { now: () => Date; onCacheFailure?: (error: unknown) => void },
  ) {
    this.#entries = new TwoLevelCache(redis, HASHES, onCacheFailure);
    this.#now = now;
  }

  /** What this process knows of a price. Null: no source knows it. */
  here(ticker: Ticker, date: string): DailyBar | null | undefined {
    return this.#entries.here(keyOf(ticker, date))?.bar;
  }

  /** Passes the known prices to `use`, each ticker's at its own date. Null: no source has one. */
  async find(
    dates: ReadonlyMap<Ticker, string>,
    signal: AbortSignal,
    use: (ticker: Ticker, bar: DailyBar | null) => void,
  ): Promise<void> {
    const tickers = new Map([...dates].map(([ticker, date]) => [keyOf(ticker, date), ticker] as const));
    await this.#entries.find([...tickers.keys()], signal, (key, { bar }) => {
      const ticker = tickers.get(key);
      if (ticker !== undefined) use(ticker, bar);
      return true;
    });
  }

  /** Stores a price; null if no source knows it. Only a final price goes to Redis. */
  store(ticker: Ticker, date: string, bar: DailyBar | null): void {
    const key = keyOf(ticker, date);
    if (bar && isFinal(ticker, date, bar, this.#now())) this.#entries.set(new Map([[key, { bar }]]));
    else this.#entries.setHere(key, { bar }, NOT_FINAL_MS);
  }
}

/** Not final: just after the close, or on the date itself while only an earlier bar is known. */
function isFinal(ticker: Ticker, date: string, bar: DailyBar, now: Date): boolean {
  const close = closeOf(ticker, date);
  if (!close || now.getTime() < close.getTime() + SETTLING_MS) return false;
  return bar.date === date || date < localDateOf(ticker, now);
}

function keyOf(ticker: Ticker, date: string): Key {
  return `${ticker}@${date}`;
}

/** The hash of a listing, and the field of a date. */
function placeOf(key: Key): [hash: string, field: string] {
  const [ticker = '', date = ''] = key.split('@');
  return [`tickerspan:closes:${ticker}`, date];
}
