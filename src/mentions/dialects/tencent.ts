import { tickerOfBareCode } from '../../tickers/bare-codes.ts';
import type { Dialect } from '../dialect.ts';
import { claimOfLink, inAnyCase, quotePages, tickerOfHkCode, tickerOfUsSymbol } from '../quote-pages.ts';

/**
 * Tencent's links to quotes:
 * `<a href="http://stockhtm.finance.qq.com/sstock/ggcx/600401.shtml">海润光伏</a>`,
 * `gu.qq.com/sh600519/gp`, `/hk00700`, `/usBABA.N`.
 */
export const tencent: Dialect = {
  name: 'tencent',
  marker: `${inAnyCase('//stockhtm.finance.qq.com/')}|${inAnyCase('//gu.qq.com/')}`,
  claim: (tag) => claimOfLink(tag, PAGES),
};

const PAGES = [
  quotePages('stockhtm.finance.qq.com', '/sstock/ggcx/(\\d{6})\\.shtml', tickerOfBareCode),
  quotePages('stockhtm.finance.qq.com', '/hk/ggcx/(\\d{5})\\.html?', tickerOfHkCode),
  quotePages('stockhtm.finance.qq.com', '/astock/ggcx/([A-Z.]{1,11})\\.html?', tickerOfUsSymbol),
  quotePages(
    'gu.qq.com',
    '/((?:sh|sz|bj)\\d{6}|hk(?:\\d{5}|[A-Z]{2,10})|us\\.?[A-Z][A-Z.]{0,10})(?:/[a-z]{2})?/?',
  ),
];
