import { kindOf } from '../../../tickers/markets.ts';
import type { Ticker } from '../../../tickers/ticker.ts';
import type { ReadQuote } from '../../provider.ts';
import { instantIn } from '../../row-fields.ts';
import { quantityIn, quoteOfRow, sharesIn } from '../../row-quote.ts';

/** The field of the date in a row whose English name has no comma. */
const DATE_FIELD = 17;

/**
 * A row of Hong Kong: English name, Chinese name, open, previous close, high, low, price, … The
 * amount is in the listing's currency, for an index in thousands of it. The local time is
 * `2026/08/07,16:08:22`, without seconds in delayed rows.
 */
export function hongKongQuote(ticker: Ticker, fields: readonly string[]): ReadQuote | undefined {
  // An English name may contain commas, which shift all fields after it.
  const shift = fields.findIndex((field) => /^\d{4}\/\d\d\/\d\d$/.test(field)) - DATE_FIELD;
  if (shift < 0) return undefined;
  const cell = (index: number): string | undefined => fields[index + shift];
  const englishName = fields.slice(0, shift + 1).join(',');
  return quoteOfRow(ticker, {
    name: cell(1)?.trim() ? cell(1) : englishName,
    englishName,
    price: cell(6),
    previousClose: cell(3),
    open: cell(2),
    high: cell(4),
    low: cell(5),
    volume: sharesIn(ticker, cell(12), 1),
    amount: quantityIn(cell(11), kindOf(ticker) === 'index' ? 1000 : 1),
    quotedAt: instantIn(`${cell(17)?.replaceAll('/', '-')} ${cell(18)}`, 'Asia/Hong_Kong'),
    state: 'trading',
  });
}
