import { fundamentalsOf } from '../fundamentals.ts';
import { regionOf } from '../listings/listing.ts';
import type { MarketRow } from '../market.ts';
import { secidOf } from '../secid.ts';
import { instantOf } from '../trading-clock.ts';

/** The requested fields by name, such as `{ f2: 12.35, f12: '000625' }`. */
export type EastmoneyFields = Readonly<Record<string, string | number>>;

/**
 * Decimal numbers, or integers that must be divided: a price by 10 to the power of its decimals, a
 * percentage by 100.
 */
export type NumberForm = 'decimal' | 'scaled';

/** The value of a field. A `traded` one is `"-"` while nothing is traded. */
type Cell = { readonly value: string | number; readonly decimals?: number; readonly traded?: boolean };

/**
 * Returns the fields of one listing. Prices are in its currency, with 3 decimals abroad and for
 * funds, otherwise 2. Volume is in lots of 100 shares, abroad in shares; amount in the listing's
 * currency; f124 in Unix seconds.
 */
export function eastmoneyFields(row: MarketRow, names: readonly string[], form: NumberForm): EastmoneyFields {
  const cells = cellsOf(row);
  const isSuspended = row.prices.open === 0;
  return Object.fromEntries(
    names.flatMap((name) => {
      const cell = cells[name];
      if (cell === undefined) return [];
      return [[name, cell.traded && isSuspended ? '-' : written(cell, form)] as const];
    }),
  );
}

function written({ value, decimals }: Cell, form: NumberForm): string | number {
  if (typeof value === 'string' || decimals === undefined) return value;
  const scaled = Math.round(value * 10 ** decimals) + 0;
  return form === 'scaled' ? scaled : scaled / 10 ** decimals;
}

/** The number of decimals of a listing's prices. */
export const decimalsOf = ({ listing, prices }: MarketRow): number =>
  listing.type !== 'ZS' && regionOf(listing.symbol) !== 'mainland' ? 3 : prices.decimals;

/** How many shares one unit of a listing's volume is. */
export const sharesPerUnit = (symbol: string): number => (regionOf(symbol) === 'mainland' ? 100 : 1);

function cellsOf(row: MarketRow): Readonly<Record<string, Cell | undefined>> {
  const { listing, prices, date } = row;
  const { market, code } = secidOf(listing);
  const { capital, priceToEarnings, priceToBook } = fundamentalsOf(row);
  const decimals = decimalsOf(row);
  const change = prices.price - prices.previousClose;
  const price = (value: number): Cell => ({ value, decimals, traded: true });
  const percent = (part: number, whole: number): Cell => ({
    value: whole === 0 ? 0 : (100 * part) / whole,
    decimals: 2,
    traded: true,
  });
  return {
    f1: { value: decimals },
    f2: price(prices.price),
    f3: percent(change, prices.previousClose),
    f4: price(change),
    f5: { value: Math.round(prices.volume / sharesPerUnit(listing.symbol)), traded: true },
    f6: { value: Math.round(prices.amount * 100) / 100, traded: true },
    f7: percent(prices.high - prices.low, prices.previousClose),
    f8: percent(prices.volume, listing.shares),
    f9: { value: priceToEarnings, decimals: 2 },
    f10: { value: 1, decimals: 2, traded: true },
    f12: { value: code },
    f13: { value: market },
    f14: { value: listing.name },
    f15: price(prices.high),
    f16: price(prices.low),
    f17: price(prices.open),
    f18: { value: prices.previousClose, decimals },
    f20: { value: Math.round(capital) },
    f21: { value: Math.round(capital) },
    f23: { value: priceToBook, decimals: 2 },
    f124: { value: unixSeconds(row) },
    f152: { value: 2 },
    f297: { value: Number(date.replaceAll('-', '')) },
  };
}

/**
 * The time of the last trade. For a suspended listing, eight o'clock on the day of the session it
 * misses.
 */
function unixSeconds({ prices, at, date }: MarketRow): number {
  const instant = prices.open === 0 ? instantOf(date, 8 * 3600, 'Asia/Shanghai') : at;
  return instant.getTime() / 1000;
}
