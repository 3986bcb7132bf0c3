import { tickerOfBareCode } from '../../tickers/bare-codes.ts';
import { tickerFrom } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import { claimOfLink, inAnyCase, quotePages } from '../quote-pages.ts';

/**
 * JRJ's links to the pages of a share:
 * `<a href="http://stock.jrj.com.cn/share,603538.shtml">美诺华</a>`, `share,603538,ggxw_2.shtml`.
 * Links to an index: `share,sh000300,2015nlscf.shtml`.
 */
export const jrj: Dialect = {
  name: 'jrj',
  marker: `${inAnyCase('//stock.jrj.com.cn')}/share,`,
  claim: (tag) => claimOfLink(tag, PAGES),
};

const PAGES = [
  quotePages(
    'stock.jrj.com.cn',
    '/share,((?:sh|sz|bj)?\\d{6})(?:,\\w+)?\\.shtml',
    (code) => tickerFrom(code) ?? tickerOfBareCode(code),
  ),
];
