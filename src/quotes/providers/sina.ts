import { isMainland } from '../../tickers/markets.ts';
import { notationsOf } from '../../tickers/notations.ts';
import { exchangeOf, type Ticker } from '../../tickers/ticker.ts';
import { quotesOfRows, scriptRowsIn } from '../answer-rows.ts';
import type { ReadQuote, WireFormat } from '../provider.ts';
import { americanQuote } from './sina/american-row.ts';
import { hongKongQuote } from './sina/hong-kong-row.ts';
import { mainlandQuote } from './sina/mainland-row.ts';

/**
 * Sina's `hq`: `var hq_str_sz000625="长安汽车,10.50,10.40,…";` in GB18030, one row per listing, empty
 * for an unknown one. It requires a Referer of its own site. One malformed key voids the whole
 * answer: `var hq_str_sys_auth="FAILED";`.
 */
export const sina: WireFormat = {
  name: 'sina',
  headers: { Referer: 'https://finance.sina.com.cn' },
  path: (keys) => `/list=${keys.join(',')}`,
  keysOf(ticker) {
    const key = notationsOf(ticker).sina;
    if (key === undefined || !WELL_FORMED.test(key)) return [];
    // Without the prefix, quotes of Hong Kong's shares are some 15 minutes late.
    return [/^hk\d/.test(key) ? `rt_${key}` : key];
  },
  read(bytes, { tickers, fetchedAt }) {
    const text = new TextDecoder('gb18030').decode(bytes);
    const rows = scriptRowsIn('sina', text, 'var hq_str_');
    if (rows.has('sys_auth')) return undefined;
    return quotesOfRows('sina', rows, tickers, (ticker, row) => quoteOf(ticker, row.split(','), fetchedAt));
  },
};

/** The keys that Sina's parser accepts: `sz000625`, `hk00700`, `hkHSI`, `gb_brk$b`. */
const WELL_FORMED = /^(?:(?:sh|sz|bj)\d{6}|hk(?:\d{5}|[A-Z]+)|gb_[a-z0-9.$]+)$/;

/** A row contains no code, so only its key names the listing. */
function quoteOf(ticker: Ticker, fields: readonly string[], fetchedAt: Date): ReadQuote | undefined {
  if (isMainland(ticker)) return mainlandQuote(ticker, fields);
  if (exchangeOf(ticker) === 'hk') return hongKongQuote(ticker, fields);
  return americanQuote(ticker, fields, fetchedAt);
}
