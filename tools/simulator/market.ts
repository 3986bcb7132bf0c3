import { type Bar, type BarRange, barsOf } from './daily-bars.ts';
import { type Listing, type Region, regionOf } from './listings/listing.ts';
import { type OrderBook, orderBookAround } from './order-book.ts';
import { type Prices, walkPrice } from './price-walk.ts';
import { latestTradingMoment, type TradingMoment } from './trading-clock.ts';
import { hoursOf } from './trading-hours.ts';

/** A listing at one moment. Every provider writes the same facts in its own format. */
export type MarketRow = {
  readonly listing: Listing;
  readonly prices: Prices;
  readonly book: OrderBook;
  /**
   * The day of the last trade, or of the session that a suspended listing missed: `2026-09-30` in
   * the exchange's zone.
   */
  readonly date: string;
  /** The time of the last trade, `14:10:19` in the exchange's zone. */
  readonly clock: string;
  /** The instant of `date` and `clock`. */
  readonly at: Date;
  /** The instant of the request. */
  readonly now: Date;
};

/** The exchanges at one moment. */
export interface Market {
  readonly seed: number;
  /** Undefined for a symbol that was never listed. */
  find(symbol: string): MarketRow | undefined;
  /** The daily bars of a listing, oldest first. None for a symbol that was never listed. */
  dailyBars(symbol: string, range: BarRange): readonly Bar[];
  /** The same exchanges some minutes earlier. */
  minutesAgo(minutes: number): Market;
}

/** The exchanges at `now`. A pure function. */
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
