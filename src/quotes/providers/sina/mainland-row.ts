import type { Ticker } from '../../../tickers/ticker.ts';
import type { ReadQuote } from '../../provider.ts';
import type { QuoteState } from '../../quote.ts';
import { instantIn } from '../../row-fields.ts';
import { quantityIn, quoteOfRow, sharesIn } from '../../row-quote.ts';

/** Rows of 2017 have 33 fields, later ones more. */
const MIN_FIELDS = 33;

/** Field 32. Any other value means trading, even if halted for a while. */
const STATES: ReadonlyMap<string | undefined, QuoteState> = new Map([
  ['02', 'suspended'],
  ['03', 'suspended'],
  ['-2', 'unlisted'],
  ['-3', 'delisted'],
]);

/** A row of the mainland, in yuan and shares, with Shanghai's time: `2026-09-30,15:34:59`. */
export function mainlandQuote(ticker: Ticker, fields: readonly string[]): ReadQuote | undefined {
  if (fields.length < MIN_FIELDS) return undefined;
  return quoteOfRow(ticker, {
    name: fields[0],
    price: fields[3],
    previousClose: fields[2],
    open: fields[1],
    high: fields[4],
    low: fields[5],
    volume: sharesIn(ticker, fields[8], 1),
    amount: quantityIn(fields[9]),
    quotedAt: instantIn(`${fields[30]} ${fields[31]}`, 'Asia/Shanghai'),
    state: STATES.get(fields[32]) ?? 'trading',
  });
}
