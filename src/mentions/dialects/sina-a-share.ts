import { tickerOfBareCode } from '../../tickers/bare-codes.ts';
import { kindOf } from '../../tickers/markets.ts';
import { tickerFrom } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import { claimOfId, claimOfLink, quotePages } from '../quote-pages.ts';

/**
 * Sina Finance's A-share linker: `<span id="stock_sz000625"><a
 * href="…/realstock/company/sz000625/nc.shtml" class="keyword">长安汽车</a></span><span
 * id="quote_sz000625"></span>`. Attributes may be unquoted, the anchor may be missing, and so may
 * the span.
 */
export const sinaAShare: Dialect = {
  name: 'sina',
  marker: 'stock_(?:sh|sz|bj)\\d|/realstock/company/|/corp/go\\.php/|/fund/quotes/',
  claim: (tag) => claimOfId(tag, IDS) ?? claimOfLink(tag, PAGES),
};

// Anchored at both ends, because shop pages use ids such as `stock_num` and `stock_sz_000001`.
const IDS = { mention: /^stock_((?:sh|sz|bj)\d{6})$/, quote: /^quote_((?:sh|sz|bj)\d{6})$/ };

// The quote page, and other pages of a company or fund.
const PAGES = [
  quotePages('finance.sina.com.cn', '/realstock/company/((?:sh|sz|bj)\\d{6})/nc\\.shtml'),
  quotePages(
    'vip.stock.finance.sina.com.cn',
    '/corp/go\\.php/\\w{1,40}/(?:stockid|symbol)/((?:sh|sz|bj)?\\d{6})\\.phtml',
    (code) => tickerFrom(code) ?? tickerOfBareCode(code),
  ),
  quotePages('finance.sina.com.cn', '/fund/quotes/(\\d{6})/bc\\.shtml', (code) => {
    const ticker = tickerOfBareCode(code);
    return ticker && kindOf(ticker) === 'fund' ? ticker : undefined;
  }),
];
