import type { Session } from '../quote.ts';
import type { Zone } from '../zoned-time.ts';

/** When an exchange trades, on the clock of its own zone. */
export interface TradingCalendar {
  readonly zone: Zone;
  /** The course of a day, `YYYY-MM-DD`; undefined where nothing is traded all day. */
  dayOf(date: string): TradingDay | undefined;
  /** Whether the holidays of a date's year are known; where they are not, every weekday looks like a trading day. */
  isKnown(date: string): boolean;
}

export interface TradingDay {
  /** What begins when, in seconds after midnight: from 0 on, without a gap, the last one `closed`. */
  readonly phases: readonly (readonly [startSecond: number, session: Session])[];
  /** From when on a price can be the day's closing price, in seconds after midnight. */
  readonly pricedAt: number;
}
