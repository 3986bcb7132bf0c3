import { kindOf } from '../../../tickers/markets.ts';
import type { Ticker } from '../../../tickers/ticker.ts';
import type { ReadQuote } from '../../provider.ts';
import { quantityIn, quoteOfRow, sharesIn } from '../../row-quote.ts';
import { instantIn } from '../../row-times.ts';

/**
 * A row of New York, in dollars and shares: name, price of the regular session, change in per cent, when the row was made
 * (Beijing's time, not that of any trade), … The previous close is field 26. An index's amount is 0, which is none.
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
 * The last trade's time, New York's: `Oct 06 04:00PM EDT`, without a year. Field 29 has one, which is the current one, not the
 * trade's: in January a trade of December is last year's, that is, of the year in which it is not later than the row.
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
