import type { Dialect } from '../dialect.ts';
import { claimOfId, claimOfLink, quotePages, tickerOfHkCode } from '../quote-pages.ts';

/**
 * Sina Finance's Hong Kong linker: `<span id="hkstock_hk00700"><a
 * href="…/hkstock/quotes/00700.html" class="keyword f_st">腾讯</a></span><span
 * id="quote_hk00700"></span>`.
 */
export const sinaHkShare: Dialect = {
  name: 'sina',
  marker: 'hkstock_hk|/hkstock/quotes/',
  claim: (tag) => claimOfId(tag, IDS) ?? claimOfLink(tag, PAGES),
};

const IDS = {
  mention: /^hkstock_(hk(?:\d{5}|[A-Z]{2,10}))$/,
  quote: /^quote_(hk(?:\d{5}|[A-Z]{2,10}))$/,
};

const PAGES = [
  quotePages('stock.finance.sina.com.cn', '/hkstock/quotes/(\\d{5}|[A-Z]{2,10})\\.html', tickerOfHkCode),
];
