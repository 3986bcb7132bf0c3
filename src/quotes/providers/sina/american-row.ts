import { kindOf } from '../../../tickers/markets.ts';
import type { Ticker } from '../../../tickers/ticker.ts';
import type { ReadQuote } from '../../provider.ts';
import { instantIn } from '../../row-fields.ts';
import { quantityIn, quoteOfRow, sharesIn } from '../../row-quote.ts';

/**
 * A row of New York, in dollars and shares: name, price of the regular session, change in percent,
 * when the row was made (Beijing time, not the time of a trade), … The previous close is field 26.
 * The amount of an index is 0, which means none.
 */
export function americanQuote(
  ticker: Ticker,
  fields: readonly string[],
  fetchedAt: Date,
): ReadQuote | undefined {
  const madeAt = instantIn(fields[3], 'Asia/Shanghai');
  return quoteOfRow(ticker, {
    name: fields[0],
    price: fields[1],
    previousClose: fields[26],
    open: fields[5],
    high: fields[6],
    low: fields[7],
    volume: sharesIn(ticker, fields[10], 1),
    amount: kindOf(ticker) === 'index' ? null : quantityIn(fields[30]),
    quotedAt: tradedAt(fields[25] ?? '', fields[29] ?? '', madeAt === null ? fetchedAt : new Date(madeAt)),
    state: 'trading',
  });
}

/**
 * The time of the last trade in New York, without a year: `Oct 06 04:00PM EDT`. Field 29 is the
 * current year, which is not always the year of the trade: in January the last trade may be from
 * December. A trade is never later than its row.
 */
function tradedAt(traded: string, statedYear: string, madeAt: Date): string | null {
  const parts = TRADED.exec(traded);
  if (!parts) return null;
  const [, monthName = '', day, hours, minutes, half] = parts;
  const month = String(MONTHS.indexOf(monthName) + 1).padStart(2, '0');
  const hour = String((Number(hours) % 12) + (half === 'PM' ? 12 : 0)).padStart(2, '0');
  const inYear = (year: number): string | null =>
    instantIn(`${year}-${month}-${day} ${hour}:${minutes}`, 'America/New_York');
  const year = /^\d{4}$/.test(statedYear) ? Number(statedYear) : madeAt.getUTCFullYear();
  const at = inYear(year);
  return at !== null && Date.parse(at) > madeAt.getTime() + DAY_MS ? inYear(year - 1) : at;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TRADED = new RegExp(`^(${MONTHS.join('|')}) (\\d\\d) (\\d\\d):(\\d\\d)(AM|PM) E[DS]T$`);
const DAY_MS = 86_400_000;
