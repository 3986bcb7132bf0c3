import { kindOf } from './markets.ts';
import { notationsOf } from './notations.ts';
import { codeOf, exchangeOf, type Ticker } from './ticker.ts';

export const LINK_SITES = ['sina', 'eastmoney', 'xueqiu', 'tencent', 'yahoo'] as const;

export type LinkSite = (typeof LINK_SITES)[number];

/** A ticker's page on each site; null where the site has none. */
export type CompanyLinks = Readonly<Record<LinkSite, string | null>>;

export function companyLinks(ticker: Ticker): CompanyLinks {
  const code = codeOf(ticker);
  const { xueqiu, yahoo } = notationsOf(ticker);
  return {
    sina: sinaLink(ticker, code),
    eastmoney: eastmoneyLink(ticker, code),
    xueqiu: `https://xueqiu.com/S/${xueqiu ?? code}`,
    tencent: `https://gu.qq.com/${ticker}/${kindOf(ticker) === 'index' ? 'zs' : 'gp'}`,
    yahoo: yahoo === undefined ? null : `https://finance.yahoo.com/quote/${yahoo}`,
  };
}

/**
 * The link for a company's name in an article.
 * @param target one of {@link LINK_SITES}, or a template in which `{ticker}` stands for the ticker.
 * @returns Sina's page where the chosen site has none for this listing.
 */
export function linkTo(ticker: Ticker, target: string): string {
  if (target.includes('{ticker}')) return target.replaceAll('{ticker}', ticker);
  const links = companyLinks(ticker);
  return links[target as LinkSite] ?? sinaLink(ticker, codeOf(ticker));
}

function sinaLink(ticker: Ticker, code: string): string {
  switch (exchangeOf(ticker)) {
    case 'hk':
      return `https://stock.finance.sina.com.cn/hkstock/quotes/${code}.html`;
    case 'us':
      return `https://stock.finance.sina.com.cn/usstock/quotes/${code}.html`;
    default:
      return `https://finance.sina.com.cn/realstock/company/${ticker}/nc.shtml`;
  }
}

function eastmoneyLink(ticker: Ticker, code: string): string {
  const exchange = exchangeOf(ticker);
  if (exchange === 'hk' || exchange === 'us' || exchange === 'bj') {
    return `https://quote.eastmoney.com/${exchange}/${code}.html`;
  }
  return `https://quote.eastmoney.com/${kindOf(ticker) === 'index' ? 'zs' : exchange}${code}.html`;
}
