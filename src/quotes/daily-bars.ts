import type { Ticker } from '../tickers/ticker.ts';

/** One day of trading. */
export interface DailyBar {
  /** `YYYY-MM-DD` at the exchange. */
  readonly date: string;
  /** The last price of the day, not adjusted for what came later, in the listing's currency. */
  readonly close: number;
}

/** Anything that knows the past days of listings. */
export interface BarSource {
  readonly name: string;
  /**
   * The days of some two weeks up to and with a date, the oldest first; undefined where it does not serve the ticker or
   * knows none.
   * @throws AppError as quote sources do.
   */
  barsUntil(
    ticker: Ticker,
    date: string,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly DailyBar[] | undefined>;
}
