import { tickerFromNotation } from '../../tickers/notations.ts';
import type { Ticker } from '../../tickers/ticker.ts';
import type { Dialect, TextRange } from '../dialect.ts';
import { claimOfLink, inAnyCase, quotePages } from '../quote-pages.ts';

/**
 * Xueqiu's links, whose text contains the name and the code:
 * `<a href="http://xueqiu.com/S/SZ000568">$泸州老窖(SZ000568)$</a>`, `/S/00700`, `/S/BABA`, `/S/BRK.A`.
 */
export const xueqiu: Dialect = {
  name: 'xueqiu',
  marker: `${inAnyCase('xueqiu.com')}/S/`,
  claim(tag) {
    const claim = claimOfLink(tag, PAGES);
    return claim && { ...claim, nameIn };
  },
};

// A longer path ends in the number of a post.
const PATH = '/S/((?:SH|SZ|BJ)\\d{6}|\\d{5}|\\.?[A-Z]{1,8}(?:\\.[A-Z]{1,2})?)/?';

const PAGES = [
  quotePages('xueqiu.com', PATH, tickerOfCode),
  quotePages('www.xueqiu.com', PATH, tickerOfCode),
];

function tickerOfCode(code: string): Ticker | undefined {
  return tickerFromNotation('xueqiu', code);
}

/**
 * Returns the place of the name in `$泸州老窖(SZ000568)$`. The dollar signs or the code may be missing.
 */
function nameIn(text: string): TextRange {
  const start = text.startsWith('$') && text.length > 1 ? 1 : 0;
  const code = /[(（][\w.:]+[)）]\$?$/.exec(text) ?? /\$$/.exec(text);
  const name = text.slice(start, code?.index).trim();
  return name === '' ? { start: 0, end: text.length } : rangeOf(name, text, start);
}

function rangeOf(name: string, text: string, from: number): TextRange {
  const start = text.indexOf(name, from);
  return { start, end: start + name.length };
}
