import type { Ticker } from '../tickers/ticker.ts';
import { notAnswered } from './answer-rows.ts';
import { dateAfter } from './calendars/dates.ts';
import { getBytes } from './get-bytes.ts';
import type { AskOptions } from './quote-source.ts';
import { priceIn } from './row-fields.ts';
import { instantAt } from './zoned-time.ts';

/**
 * The closing price of a trading day, as it was then: not adjusted for later dividends or splits.
 */
export interface DailyBar {
  /** `YYYY-MM-DD` at the exchange. */
  readonly date: string;
  /** In the listing's currency. The last price, if the day is not over. */
  readonly close: number;
}

/** Anything that answers a ticker with closing prices. */
export interface BarSource {
  readonly name: string;
  /**
   * Returns the bars of the 15 days that end with a date, `YYYY-MM-DD` at the exchange, oldest
   * first. Even during the longest holidays there is a trading day among them. Undefined if the
   * source does not serve the ticker or has no bars.
   * @throws AppError as providers do.
   */
  barsUntil(ticker: Ticker, date: string, options: AskOptions): Promise<readonly DailyBar[] | undefined>;
}

/**
 * What is particular to one company's API of closing prices. The engine below is the same for all.
 */
export interface BarFormat {
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Its keys for a ticker: none if it does not serve it, several if the venue is not known. */
  keysOf(ticker: Ticker): readonly string[];
  path(key: string, range: DateRange): string;
  /**
   * Returns the bars of an answer about a key. Undefined if the provider does not know the listing.
   * @throws AppError `provider_answer_invalid` or `provider_refused` if it does not answer the
   * question.
   */
  read(bytes: Uint8Array, key: string): readonly DailyBar[] | undefined;
}

/** A range of dates that includes both. */
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

/** A BarSource that asks one provider for the keys of a ticker in turn, until it knows one. */
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

/** Providers return one bar more than they are asked for. */
function barsIn({ from, until }: DateRange, bars: readonly DailyBar[]): readonly DailyBar[] {
  return bars
    .filter(({ date }) => date >= from && date <= until)
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/** Date, open, close, and more. The close stands before high and low. */
export type BarRow = readonly [date?: string, open?: string, close?: string, ...unknown[]];

/** @throws AppError `provider_answer_invalid` if a row has no valid date or no price. */
export function barsOfRows(provider: string, rows: readonly BarRow[]): readonly DailyBar[] {
  return rows.map(([date, , cell]) => {
    const close = priceIn(cell);
    if (date === undefined || !isDate(date) || close === null)
      throw notAnswered(provider, 'an invalid bar', `${date} ${cell}`);
    return { date, close };
  });
}

function isDate(text: string): boolean {
  return (
    /^(?:19|20)\d{2}-\d{2}-\d{2}$/.test(text) &&
    instantAt({ date: text, second: 0 }, 'Asia/Shanghai') !== null
  );
}
