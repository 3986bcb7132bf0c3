import { tickerFrom } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import { claimOfLink, inAnyCase, quotePages, tickerOfHkCode, tickerOfUsSymbol } from '../quote-pages.ts';

/**
 * NetEase's links to quotes. A 0 before the code is Shanghai, a 1 is Shenzhen:
 * `<a href="http://quotes.money.163.com/0600519.html">贵州茅台</a>`, `/hkstock/00700.html`,
 * `/usstock/hq/BABA.html`.
 */
export const netease: Dialect = {
  name: 'netease',
  marker: inAnyCase('//quotes.money.163.com/'),
  claim: (tag) => claimOfLink(tag, PAGES),
};

const HOST = 'quotes.money.163.com';

const PAGES = [
  quotePages(HOST, '/([01]\\d{6})\\.html', (code) =>
    tickerFrom(`${code.startsWith('0') ? 'sh' : 'sz'}${code.slice(1)}`),
  ),
  quotePages(HOST, '/hkstock/(\\d{5})\\.html', tickerOfHkCode),
  quotePages(HOST, '/usstock/(?:hq/)?([A-Z]{1,8}(?:\\.[A-Z]{1,2})?)\\.html', tickerOfUsSymbol),
];
