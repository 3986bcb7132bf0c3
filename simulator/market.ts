import type { Listing } from './listings.ts';
import { type OrderBook, orderBookAround } from './order-book.ts';
import { type Prices, walkPrice } from './price-walk.ts';
import { latestTradingMoment } from './trading-clock.ts';

/** All that is known of a listing at a moment; every provider writes the same facts in its own way. */
export type MarketRow = {
  readonly listing: Listing;
  readonly prices: Prices;
  readonly book: OrderBook;
  /** Day of the last trade, or of the session a suspended listing missed: `2026-09-30`, Asia/Shanghai. */
  readonly date: string;
  /** Time of the last trade, `14:10:19`, Asia/Shanghai. */
  readonly clock: string;
};

/** The market at one moment. */
export interface Market {
  readonly seed: number;
  /** Undefined for what was never listed. */
  find(symbol: string): MarketRow | undefined;
}

/** The market as it stands at `now`; a pure function of its arguments. */
export function marketAt(now: Date, listings: ReadonlyMap<string, Listing>, seed: number): Market {
  const moment = latestTradingMoment(now);
  return {
    seed,
    find(symbol) {
      const listing = listings.get(symbol);
      if (listing === undefined) return undefined;
      const prices = walkPrice(listing, moment, seed);
      const book = orderBookAround(prices, symbol, seed);
      return { listing, prices, book, date: moment.date, clock: moment.clock };
    },
  };
}
