import { tickerOfBareCode } from '../../tickers/bare-codes.ts';
import { kindOf } from '../../tickers/markets.ts';
import { type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import {
  claimOfLink,
  inAnyCase,
  type QuotePages,
  quotePages,
  tickerOfHkCode,
  tickerOfUsSymbol,
} from '../quote-pages.ts';

/**
 * Sina's mobile quote pages. Each market is on several hosts:
 * `<a href="//quotes.sina.cn/hs/company/quotes/view/sz000625?tabsource=x">长安汽车</a>`,
 * `gu.sina.cn/us/hq/quotes.php?code=PDD`, `stocks.sina.cn/fund/?code=160636`.
 */
export const sinaMobile: Dialect = {
  name: 'sina',
  marker: `(?:quotes|gu|stocks?|finance|m|vip)${inAnyCase('.sina.cn/')}`,
  claim: (tag) => claimOfLink(tag, PAGES),
};

const HOSTS = ['quotes.sina.cn', 'gu.sina.cn', 'stocks.sina.cn', 'stock.sina.cn', 'finance.sina.cn'] as const;

/** The folder of each market, how its codes are written, and which tickers they are. */
const MARKETS: readonly (readonly [
  folder: string,
  code: string,
  read: (code: string) => Ticker | undefined,
])[] = [
  ['(?:hs|cn|sh|sz|bj|stock|zs|index)', '(?:sh|sz|bj|SH|SZ|BJ)?\\d{6}', mainland],
  ['hk', '(?:hk|HK)?(?:\\d{5}|[A-Z]{2,10})', (code) => tickerOfHkCode(code.replace(/^hk/i, ''))],
  [
    'us',
    '(?:gb_)?\\.?(?:[A-Z]{1,8}(?:[.$-][A-Z]{1,2})?|[a-z]{1,8}(?:[.$-][a-z]{1,2})?)',
    (code) => tickerOfUsSymbol(code.replace(/^gb_/, '').replace(/[$-]/, '.')),
  ],
  ['(?:fund|funds|jj)', '(?:of|sh|sz)?\\d{6}', fund],
  [
    '(?:fx|forex|wh)',
    '(?:fx_s)?(?:[A-Z]{6}|[a-z]{6})',
    (code) => tickerFrom(`fx_s${code.replace(/^fx_s/, '')}`),
  ],
  ['(?:ft|futures)', '(?:nf_|hf_)?[A-Z]{1,9}\\d{0,4}', futures],
];

const PAGES: readonly QuotePages[] = HOSTS.flatMap((host) => [
  ...MARKETS.flatMap(([folder, code, read]) => [
    quotePages(host, `/${folder}/company/quotes/view/(${code})/?`, read),
    quotePages(
      host,
      `/${folder}(?:/(?:[a-z]{1,10}/)?(?:[a-z]{1,10}\\.php)?)?\\?(?:[^#]*?&)?(?:code|symbol)=(${code})(?:&[^#]*)?`,
      read,
    ),
  ]),
  quotePages(host, '/realstock/company/((?:sh|sz|bj)\\d{6})/nc\\.shtml'),
]);

function mainland(code: string): Ticker | undefined {
  return tickerFrom(code) ?? tickerOfBareCode(code);
}

/**
 * Returns the ticker of a listed fund. Open-end funds share their digits with shares of companies.
 */
function fund(code: string): Ticker | undefined {
  const ticker = tickerOfBareCode(code.slice(-6));
  return ticker && kindOf(ticker) === 'fund' ? ticker : undefined;
}

function futures(code: string): Ticker | undefined {
  return tickerFrom(code.replace(/^nf_/, '')) ?? tickerFrom(`hf_${code}`);
}
