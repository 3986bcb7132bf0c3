import { tickerOfBareCode } from '../../tickers/bare-codes.ts';
import { type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import { inAnyCase, quotePages, tickerBehind, tickerOfUsSymbol } from '../quote-pages.ts';

/**
 * Tonghuashun's links and codes: `<a href="http://stockpage.10jqka.com.cn/300618/">寒锐钴业</a>`,
 * `/HK0700/`, `/TME/`, `<span data-code="hs_1A0001">上证指数</span>`,
 * `<a class="singleStock" code="hs_600519">贵州茅台</a>`.
 */
export const tonghuashun: Dialect = {
  name: 'tonghuashun',
  marker: `hs_\\d|${inAnyCase('//stockpage.10jqka.com.cn/')}`,
  claim({ name, attributes }) {
    const ticker =
      (name === 'a' ? tickerBehind(attributes.get('href'), PAGES) : undefined) ??
      tickerOfDataCode(attributes.get('data-code')) ??
      tickerOfDataCode(attributes.get('code'));
    return ticker && { role: 'mention', ticker };
  },
};

const PAGES = [
  quotePages(
    'stockpage.10jqka.com.cn',
    '/(\\d{6}|1A\\d{4}|HK\\d{4,5}|[A-Z]{1,6}(?:\\.[A-Z])?)/?',
    tickerOfCode,
  ),
];

function tickerOfDataCode(code: string | undefined): Ticker | undefined {
  const digits = code === undefined ? undefined : /^hs_(\d{6}|1A\d{4})$/.exec(code)?.[1];
  return digits === undefined ? undefined : tickerOfCode(digits);
}

function tickerOfCode(code: string): Ticker | undefined {
  if (/^\d{6}$/.test(code)) return tickerOfBareCode(code);
  // Shanghai's composite indices of all shares, A shares and B shares.
  const composite = /^1A000([123])$/.exec(code)?.[1];
  if (composite !== undefined) return tickerFrom(`sh00000${composite}`);
  return /^HK\d/.test(code) ? tickerFrom(code) : tickerOfUsSymbol(code);
}
