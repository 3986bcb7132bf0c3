import { tickerOfBareCode } from '../../tickers/bare-codes.ts';
import { tickerFromNotation } from '../../tickers/notations.ts';
import { type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import type { Claim, Dialect, OpenTag } from '../dialect.ts';
import { claimOfId, claimOfLink, inAnyCase, quotePages, tickerBehind } from '../quote-pages.ts';

/**
 * Eastmoney's linker. Its ids look like Sina's but contain other codes.
 *
 * First mentions, old and new: `<span id="stock_3001042"><a class="keytip"
 * href="…/SZ300104.html">乐视网</a></span><span id="quote_3001042"></span>`, `<span
 * id="stock_1.600030"><a class="keytip" href="…/unify/r/1.600030"
 * data-code="1,600030">中信证券</a></span><span id="quote_1.600030"></span>`.
 *
 * Later mentions: `<span class="em_stock_key_common" href="…/unify/r/1.600030"
 * data-code="1,600030">中信证券</span>`.
 */
export const eastmoney: Dialect = {
  name: 'eastmoney',
  marker: [
    'stock_(?:\\d|NASDAQ_|NYSE_|AMEX_)',
    'em_stock_key_common|keytip',
    inAnyCase('//quote.eastmoney.com/'),
    inAnyCase('//wap.eastmoney.com/'),
  ].join('|'),
  claim: (tag) => claimOfId(tag, IDS, tickerOfId) ?? claimOfLink(tag, PAGES) ?? claimOfKeyword(tag),
};

// Old ids name the exchange of a US share in the mention, but not in the placeholder. Without an
// exchange the id could be any word.
const IDS = {
  mention: /^stock_(\d[\w.]*|(?:NASDAQ|NYSE|AMEX)_\w+)$/,
  quote: /^quote_(\d[\w.]*|[A-Z][A-Z_]*7)$/,
};

const PAGES = [
  quotePages('quote.eastmoney.com', '(?:/unify)?/r/(\\d{1,3}\\.\\w+)', tickerOfSecurityId),
  quotePages('quote.eastmoney.com', '(?:/concept)?/((?:sh|sz|bj|SH|SZ|BJ)\\d{6})\\.html'),
  quotePages('quote.eastmoney.com', '/(bj/\\d{6}|hk/(?:\\d{5}|[A-Z]{2,10})|us/[A-Z._]+)\\.html', (path) =>
    tickerFrom(path.replace('/', '').replace('_', '.')),
  ),
  quotePages('quote.eastmoney.com', '/zs(\\d{6})\\.html', tickerOfIndex),
  quotePages('quote.eastmoney.com', '/gb/zs(\\w+)\\.html', tickerOfForeignIndex),
  quotePages('wap.eastmoney.com', '/quota/stock/index/(\\w+)', tickerOfId),
];

/**
 * The classes of linked names. Boards and encyclopedia entries have them too, but without the code
 * of a share.
 */
const KEYWORD_CLASS = /(?:^|\s)(?:em_stock_key_common|keytip)(?:\s|$)/;

function claimOfKeyword({ attributes }: OpenTag): Claim | undefined {
  if (!KEYWORD_CLASS.test(attributes.get('class') ?? '')) return undefined;
  const ticker =
    tickerBehind(attributes.get('href'), PAGES) ?? tickerOfDataCode(attributes.get('data-code') ?? '');
  return ticker && { role: 'mention', ticker };
}

/** Reads `1,600030`, or the digits alone. */
function tickerOfDataCode(code: string): Ticker | undefined {
  return tickerOfSecurityId(code.replace(',', '.')) ?? tickerOfBareCode(code);
}

/**
 * Old ids end in a digit for the market. Each is listed with the number that new ids use for that
 * market.
 */
const OLD_IDS: readonly (readonly [RegExp, string])[] = [
  [/^(\d{6})1$/, '1'],
  [/^(\d{6})2$/, '0'],
  // Six digits, but no A share: five digits and the market.
  [/^(0\d{4})5$/, '116'],
  [/^(?:(?:NASDAQ|NYSE|AMEX)_)?([A-Z]+(?:_[A-Z]{1,2})?)7$/, '105'],
];

function tickerOfId(id: string): Ticker | undefined {
  for (const [pattern, market] of OLD_IDS) {
    const code = pattern.exec(id)?.[1];
    if (code !== undefined) return tickerOfSecurityId(`${market}.${code}`);
  }
  return tickerOfSecurityId(id);
}

function tickerOfSecurityId(id: string): Ticker | undefined {
  return tickerFromNotation('eastmoney', id);
}

function tickerOfIndex(code: string): Ticker | undefined {
  return code.startsWith('000') ? tickerFrom(`sh${code}`) : tickerOfBareCode(code);
}

// The Hang Seng Tech index has a market of its own.
function tickerOfForeignIndex(name: string): Ticker | undefined {
  return tickerOfSecurityId(`100.${name}`) ?? tickerOfSecurityId(`124.${name}`);
}
