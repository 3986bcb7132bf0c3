import { tickerFrom } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import { claimOfId, claimOfLink, quotePages } from '../quote-pages.ts';

/**
 * Sina Finance's linker for currencies: `<span id="forex_fx_susdcny"><a
 * href="…/money/forex/hq/USDCNY.shtml">人民币</a></span><span id="quote_fx_susdcny"></span>`.
 */
export const sinaForex: Dialect = {
  name: 'sina',
  marker: 'forex_fx_s|/money/forex/hq/',
  claim: (tag) => claimOfId(tag, IDS) ?? claimOfLink(tag, PAGES),
};

const IDS = { mention: /^forex_(fx_s[a-z]{6})$/, quote: /^quote_(fx_s[a-z]{6})$/ };

const PAGES = [
  quotePages('finance.sina.com.cn', '/money/forex/hq/([A-Z]{6})\\.shtml', (pair) =>
    tickerFrom(`fx_s${pair}`),
  ),
];
