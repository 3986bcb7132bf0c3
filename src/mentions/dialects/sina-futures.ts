import { tickerFrom } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import { claimOfId, claimOfLink, quotePages } from '../quote-pages.ts';

/**
 * Sina Finance's linker for futures. China: `<span id="futures_M0"><a
 * href="…/money/future/quote.html?code=M0">豆粕</a></span><span id="quote_M0"></span>`. Overseas:
 * `<span id="overseas_futures_hf_CL"><a href="…/money/future/CL/quote.shtml">原油</a></span><span
 * id="quote_hf_CL"></span>`.
 */
export const sinaFutures: Dialect = {
  name: 'sina',
  marker: 'futures_(?:[A-Z]|hf_)|/money/future/',
  claim: (tag) => claimOfId(tag, IDS) ?? claimOfId(tag, OVERSEAS_IDS) ?? claimOfLink(tag, PAGES),
};

// The number is 0 for a continuous contract, or a year and a month. With one more letter,
// `quote_BA7` is a US share in Eastmoney's markup.
const IDS = {
  mention: /^futures_([A-Z]{1,2}(?:0|\d{3,4}))$/,
  quote: /^quote_([A-Z]{1,2}(?:0|\d{3,4}))$/,
};
const OVERSEAS_IDS = {
  mention: /^overseas_futures_(hf_[A-Z]{1,9})$/,
  quote: /^quote_(hf_[A-Z]{1,9})$/,
};

const PAGES = [
  quotePages(
    'finance.sina.com.cn',
    '/money/future/quote\\.html\\?code=([A-Z]{1,2}(?:0|\\d{3,4}))(?:&[^#]*)?',
  ),
  quotePages('finance.sina.com.cn', '/money/future/([A-Z]{1,9})/quote\\.shtml', (code) =>
    tickerFrom(`hf_${code}`),
  ),
];
