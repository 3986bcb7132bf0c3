import { listings } from '../../tools/simulator/listings.ts';
import { type Market, type MarketRow, marketAt } from '../../tools/simulator/market.ts';

const bySymbol = new Map(listings.map((listing) => [listing.symbol, listing]));

/** Returns the whole catalogue at an instant such as `2026-09-30T14:10:19+08:00`. */
export const marketOn = (instant: string): Market => marketAt(new Date(instant), bySymbol, 1);

/** Returns the row of a listing, which must exist. */
export function rowOn(instant: string, symbol: string): MarketRow {
  const row = marketOn(instant).find(symbol);
  if (row === undefined) throw new Error(`${symbol} is not listed`);
  return row;
}
