import { tickerOfBareCode } from '../../tickers/bare-codes.ts';
import type { Dialect } from '../dialect.ts';
import { claimOfLink, inAnyCase, quotePages } from '../quote-pages.ts';

/** Hexun's links to quotes: `<a href="http://stockdata.stock.hexun.com/600027.shtml">华电国际</a>`. */
export const hexun: Dialect = {
  name: 'hexun',
  marker: inAnyCase('//stockdata.stock.hexun.com/'),
  claim: (tag) => claimOfLink(tag, PAGES),
};

const PAGES = [quotePages('stockdata.stock.hexun.com', '/(\\d{6})\\.shtml', tickerOfBareCode)];
