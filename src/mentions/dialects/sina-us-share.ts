import type { Dialect } from '../dialect.ts';
import { claimOfId, claimOfLink, quotePages, tickerOfUsSymbol } from '../quote-pages.ts';

/**
 * Sina Finance's US linker. Its placeholders contain only the symbol: `<span id="usstock_BABA"><a
 * href="…/usstock/quotes/BABA.html" class="keyword f_st">阿里巴巴</a></span><span
 * id="quote_BABA"></span>`. Indices are written like `.IXIC`.
 */
export const sinaUsShare: Dialect = {
  name: 'sina',
  marker: 'usstock_[A-Z.]|/usstock/quotes/',
  claim: (tag) => claimOfId(tag, IDS, tickerOfUsSymbol) ?? claimOfLink(tag, PAGES),
};

const IDS = {
  mention: /^usstock_(\.?[A-Z]{1,8}(?:\.[A-Z]{1,2})?)$/,
  quote: /^quote_(\.?[A-Z]{1,8}(?:\.[A-Z]{1,2})?)$/,
};

const PAGES = [
  quotePages(
    'stock.finance.sina.com.cn',
    '/usstock/quotes/(\\.?[a-zA-Z]{1,8}(?:\\.[a-zA-Z]{1,2})?)\\.html',
    tickerOfUsSymbol,
  ),
];
