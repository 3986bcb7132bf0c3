import type { Session } from '../quote.ts';
import type { Zone } from '../zoned-time.ts';

/** When an exchange trades, in its own time zone. */
export interface TradingCalendar {
  readonly zone: Zone;
  /** The sessions of a day, `YYYY-MM-DD`. Undefined on a day without trading. */
  dayOf(date: string): TradingDay | undefined;
  /** Whether the holidays of the year are known. If not, every weekday looks like a trading day. */
  isKnown(date: string): boolean;
}

export interface TradingDay {
  /** The start of each session, in seconds after midnight. The first is 0, the last is `closed`. */
  readonly phases: readonly (readonly [startSecond: number, session: Session])[];
  /** The first moment at which a price can be the closing price, in seconds after midnight. */
  readonly pricedAt: number;
}
