import { kindOf } from './markets.ts';
import { type Notations, notationsOf } from './notations.ts';
import { codeOf, exchangeOf, type Ticker } from './ticker.ts';

export const LINK_SITES = ['sina', 'eastmoney', 'xueqiu', 'tencent', 'yahoo'] as const;

export type LinkSite = (typeof LINK_SITES)[number];

/** A ticker's page on each site. Null if none is known. Sina has a page for every ticker. */
export type CompanyLinks = Readonly<Record<LinkSite, string | null> & { sina: string }>;

export function companyLinks(ticker: Ticker): CompanyLinks {
  const notations = notationsOf(ticker);
  const { xueqiu, yahoo } = notations;
  return {
    sina: sinaLink(ticker),
    eastmoney: eastmoneyLink(ticker, notations),
    xueqiu: xueqiu === undefined ? null : `https://xueqiu.com/S/${encodeURIComponent(xueqiu)}`,
    tencent: tencentLink(ticker, notations),
    yahoo: yahoo === undefined ? null : `https://finance.yahoo.com/quote/${encodeURIComponent(yahoo)}`,
  };
}

/**
 * The link for a company's name in an article.
 * @param target one of {@link LINK_SITES}, or a template in which `{ticker}` stands for the ticker.
 * @returns a web address. Sina's page if the chosen site has none, or if the template gives no web
 * address. Quotes and angle brackets of the template are not escaped.
 */
export function linkTo(ticker: Ticker, target: string): string {
  return chosenLink(ticker, target) ?? sinaLink(ticker);
}

function chosenLink(ticker: Ticker, target: string): string | null {
  if (target.includes('{ticker}')) {
    return webAddress(target.replaceAll('{ticker}', encodeURIComponent(ticker)));
  }
  return isLinkSite(target) ? companyLinks(ticker)[target] : null;
}

function isLinkSite(target: string): target is LinkSite {
  return (LINK_SITES as readonly string[]).includes(target);
}

function webAddress(text: string): string | null {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? text : null;
}

function sinaLink(ticker: Ticker): string {
  const code = encodeURIComponent(codeOf(ticker));
  switch (exchangeOf(ticker)) {
    case 'hk':
      return `https://stock.finance.sina.com.cn/hkstock/quotes/${code}.html`;
    case 'us':
      return `https://stock.finance.sina.com.cn/usstock/quotes/${code}.html`;
    case 'forex':
      return `https://finance.sina.com.cn/money/forex/hq/${code.toUpperCase()}.shtml`;
    case 'futures':
      return `https://finance.sina.com.cn/money/future/quote.html?code=${code}`;
    case 'overseas-futures':
      return `https://finance.sina.com.cn/money/future/${code}/quote.shtml`;
    default:
      return `https://finance.sina.com.cn/realstock/company/${ticker}/nc.shtml`;
  }
}

function eastmoneyLink(ticker: Ticker, { eastmoney }: Notations): string | null {
  const page = eastmoneyPage(ticker, encodeURIComponent(codeOf(ticker)), eastmoney?.split('.')[1]);
  return page === null ? null : `https://quote.eastmoney.com/${page}.html`;
}

// Foreign indices have the names of Eastmoney's own notation.
function eastmoneyPage(ticker: Ticker, code: string, name: string | undefined): string | null {
  const exchange = exchangeOf(ticker);
  const isIndex = kindOf(ticker) === 'index';
  switch (exchange) {
    case 'sh':
    case 'sz':
      return isIndex ? `zs${code}` : `${exchange}${code}`;
    case 'bj':
      return isIndex ? `zs${code}` : `bj/${code}`;
    case 'hk':
    case 'us':
      if (!isIndex) return `${exchange}/${code}`;
      return name === undefined ? null : `gb/zs${name}`;
    default:
      return null;
  }
}

function tencentLink(ticker: Ticker, { tencent }: Notations): string | null {
  if (tencent === undefined) return null;
  return `https://gu.qq.com/${encodeURIComponent(tencent)}/${kindOf(ticker) === 'index' ? 'zs' : 'gp'}`;
}
