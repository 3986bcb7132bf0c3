import { isRetiredBeijingCode, kindOf, marketOf } from '../tickers/markets.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { ReadQuote } from './provider.ts';
import type { QuoteState } from './quote.ts';
import { movement, nameIn, numberIn, priceIn } from './row-fields.ts';

/** The cells of a provider's row, as they are. */
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
  /** ISO 4217. If the row does not state it, the currency of the market is used. */
  readonly currency?: string | undefined;
}

/**
 * The quote of a row. Undefined if the row has no name or no time. A listing that is not trading
 * has no price, but it keeps its previous close. Its volume and amount are 0 or null, as in the
 * row.
 */
export function quoteOfRow(ticker: Ticker, row: Row): ReadQuote | undefined {
  const name = nameIn(row.name);
  const englishName = nameIn(row.englishName);
  const currency = row.currency ?? marketOf(ticker).currency;
  if (name === '' || row.quotedAt === null || currency === null) return undefined;
  // Only one provider marks Beijing's old codes as retired. The others still answer with the last
  // row.
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

/** A volume in shares. Null for an index or a bond, which have no shares. */
export function sharesIn(ticker: Ticker, cell: string | undefined, sharesPerUnit: number): number | null {
  const kind = kindOf(ticker);
  return kind === 'index' || kind === 'bond' ? null : quantityIn(cell, sharesPerUnit);
}

/** A volume or an amount. Null if the cell states none. */
export function quantityIn(cell: string | undefined, perUnit = 1): number | null {
  const quantity = numberIn(cell);
  return quantity === null || quantity < 0 ? null : Number((quantity * perUnit).toFixed(4));
}
