import { isRetiredBeijingCode } from '../tickers/beijing-codes.ts';
import { kindOf, marketOf } from '../tickers/markets.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { ReadQuote } from './provider.ts';
import type { QuoteState } from './quote.ts';
import { movement, nameIn, numberIn, priceIn } from './row-fields.ts';

/** What a provider's row says of a listing, each cell as it stands there. */
export interface Row {
  readonly name: string | undefined;
  readonly englishName?: string | undefined;
  readonly price: string | undefined;
  readonly previousClose: string | undefined;
  readonly open: string | undefined;
  readonly high: string | undefined;
  readonly low: string | undefined;
  readonly volume: number | null;
  readonly amount: number | null;
  /** ISO 8601, UTC. */
  readonly quotedAt: string | null;
  readonly state: QuoteState;
  /** ISO 4217; the market's where the row does not state it. */
  readonly currency?: string | undefined;
}

/**
 * The quote that a row gives; undefined where it has no name or no time, and so is none. A listing that is not traded has no
 * price, but keeps its previous close; its volume and amount are 0 or null as the row says.
 */
export function quoteOfRow(ticker: Ticker, row: Row): ReadQuote | undefined {
  const name = nameIn(row.name);
  const englishName = nameIn(row.englishName);
  const currency = row.currency ?? marketOf(ticker).currency;
  if (name === '' || row.quotedAt === null || currency === null) return undefined;
  // Only one of the providers says so of Beijing's old codes; the others go on with their last row.
  const state = row.state !== 'delisted' && isRetiredBeijingCode(ticker) ? 'retired' : row.state;
  const previousClose = priceIn(row.previousClose);
  const price = state === 'trading' ? priceIn(row.price) : null;
  return {
    name,
    ...(englishName === '' ? {} : { englishName }),
    price,
    previousClose,
    ...movement(price, previousClose),
    open: priceIn(row.open),
    high: priceIn(row.high),
    low: priceIn(row.low),
    volume: row.volume,
    amount: row.amount,
    currency,
    quotedAt: row.quotedAt,
    state,
  };
}

/** A volume in shares, of a cell that counts in units of so many; null of what has no shares: an index, a bond. */
export function sharesIn(ticker: Ticker, cell: string | undefined, sharesPerUnit: number): number | null {
  const kind = kindOf(ticker);
  return kind === 'index' || kind === 'bond' ? null : quantityIn(cell, sharesPerUnit);
}

/** A volume or an amount, of a cell that counts in units of so many; null where none is stated. */
export function quantityIn(cell: string | undefined, perUnit = 1): number | null {
  const quantity = numberIn(cell);
  return quantity === null || quantity < 0 ? null : Number((quantity * perUnit).toFixed(4));
}
