import { type Bar, type BarRange, barsOf } from './daily-bars.ts';
import { type Listing, type Region, regionOf } from './listings/listing.ts';
import { type OrderBook, orderBookAround } from './order-book.ts';
import { type Prices, walkPrice } from './price-walk.ts';
import { latestTradingMoment, type TradingMoment } from './trading-clock.ts';
import { hoursOf } from './trading-hours.ts';

/** All that is known of a listing at a moment; every provider writes the same facts in its own way. */
export type MarketRow = {
  readonly listing: Listing;
  readonly prices: Prices;
  readonly book: OrderBook;
  /** Day of the last trade, or of the session a suspended listing missed: `2026-09-30` in the exchange's zone. */
  readonly date: string;
  /** Time of the last trade, `14:10:19` in the exchange's zone. */
  readonly clock: string;
  /** The instant of `date` and `clock`. */
  readonly at: Date;
  /** The instant of the question. */
  readonly now: Date;
};

/** The exchanges at one moment. */
export interface Market {
  readonly seed: number;
  /** Undefined for what was never listed. */
  find(symbol: string): MarketRow | undefined;
  /** The daily bars of a listing, the oldest first; of what was never listed none. */
  dailyBars(symbol: string, range: BarRange): readonly Bar[];
  /** The same exchanges so many minutes before. */
  minutesAgo(minutes: number): Market;
}

/** The exchanges as they stand at `now`; a pure function of its arguments. */
export function marketAt(now: Date, listings: ReadonlyMap<string, Listing>, seed: number): Market {
  const moments = new Map<Region, TradingMoment>();
  const momentIn = (region: Region): TradingMoment => {
    const moment = moments.get(region) ?? latestTradingMoment(now, hoursOf[region]);
    moments.set(region, moment);
    return moment;
  };
  return {
    seed,
    find(symbol) {
      const listing = listings.get(symbol);
      if (listing === undefined) return undefined;
      const moment = momentIn(regionOf(symbol));
      const prices = walkPrice(listing, moment, seed);
      const book = orderBookAround(prices, symbol, seed);
      return { listing, prices, book, date: moment.date, clock: moment.clock, at: moment.at, now };
    },
    dailyBars(symbol, range) {
      const listing = listings.get(symbol);
      if (listing === undefined) return [];
      const region = regionOf(symbol);
      return barsOf({ listing, hours: hoursOf[region], latest: momentIn(region), seed }, range);
    },
    minutesAgo: (minutes) => marketAt(new Date(now.getTime() - minutes * 60_000), listings, seed),
  };
}
