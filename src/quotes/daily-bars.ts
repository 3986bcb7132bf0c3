import type { Ticker } from '../tickers/ticker.ts';
import { dateAfter } from './calendars/dates.ts';
import { getBytes } from './get-bytes.ts';
import type { AskOptions } from './quote-source.ts';

/** A trading day's closing price, as it was then: not adjusted for what was paid out or split since. */
export interface DailyBar {
  /** `YYYY-MM-DD` at the exchange. */
  readonly date: string;
  /** In the listing's currency. On a day that is not over it is the last price. */
  readonly close: number;
}

/** Anything that tells closing prices. */
export interface BarSource {
  readonly name: string;
  /**
   * The bars of the 15 days up to and with a date, `YYYY-MM-DD` at the exchange, oldest first: enough to hold a trading day
   * through the longest holidays. Undefined where it does not serve the ticker, or knows no bars of it.
   * @throws AppError as providers do.
   */
  barsUntil(ticker: Ticker, date: string, options: AskOptions): Promise<readonly DailyBar[] | undefined>;
}

/** What is particular to one company's API of closing prices; the engine below is the same for all. */
export interface BarFormat {
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How it spells a ticker; none where it does not serve it, several where it names a venue that the ticker does not tell. */
  keysOf(ticker: Ticker): readonly string[];
  path(key: string, range: DateRange): string;
  /**
   * The bars of an answer about a key; undefined where it knows no such listing.
   * @throws AppError `provider_answer_invalid` or `provider_refused` when it is no answer to the question.
   */
  read(bytes: Uint8Array, key: string): readonly DailyBar[] | undefined;
}

/** Both dates are in it. */
export interface DateRange {
  readonly from: string;
  readonly until: string;
}

export interface BarSourceOptions {
  /** Scheme and host, without a path. */
  readonly origin: string;
}

/** The longest closures are China's golden weeks, of nine days. */
const DAYS = 15;
const MAX_BYTES = 1024 * 1024;

/** A BarSource that asks one provider, once for each key that it may have the ticker under, until one is known. */
export function barSource(format: BarFormat, { origin }: BarSourceOptions): BarSource {
  const base = origin.replace(/\/$/, '');
  return {
    name: format.name,
    async barsUntil(ticker, date, { signal }) {
      const range = { from: dateAfter(date, -DAYS), until: date };
      for (const key of format.keysOf(ticker)) {
        const { bytes } = await getBytes(format.name, base + format.path(key, range), {
          maxBytes: MAX_BYTES,
          signal,
          ...(format.headers ? { headers: format.headers } : {}),
        });
        const bars = barsIn(range, format.read(bytes, key) ?? []);
        if (bars.length > 0) return bars;
      }
      return undefined;
    },
  };
}

/** Providers give a bar more than they are asked for. */
function barsIn({ from, until }: DateRange, bars: readonly DailyBar[]): readonly DailyBar[] {
  return bars
    .filter(({ date }) => date >= from && date <= until)
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
}
