import { type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';

/**
 * Sina Finance's A-share linker:
 * `<span id="stock_sz000625"><a href="…/realstock/company/sz000625/nc.shtml" class="keyword">长安汽车</a></span><span id="quote_sz000625"></span>`,
 * with or without quotes around attributes, with or without the anchor, and the anchor without the span.
 */
export const sinaAShare: Dialect = {
  name: 'sina',
  markers: ['stock_sh', 'stock_sz', 'stock_bj', '/realstock/company/'],
  claim({ name, attributes }) {
    if (name === 'a') {
      const ticker = linkedTicker(attributes.get('href'));
      return ticker && { role: 'mention', ticker };
    }
    const id = attributes.get('id');
    return id === undefined
      ? undefined
      : (claimOf(id, STOCK_ID, 'mention') ?? claimOf(id, QUOTE_ID, 'quote'));
  },
};

// Anchored at both ends: shop pages use ids such as stock_num and stock_sz_000001.
const STOCK_ID = /^stock_((?:sh|sz|bj)\d{6})$/;
const QUOTE_ID = /^quote_((?:sh|sz|bj)\d{6})$/;
const COMPANY_PAGE =
  /^(?:https?:)?\/\/finance\.sina\.com\.cn\/realstock\/company\/((?:sh|sz|bj)\d{6})\/nc\.shtml/;

function claimOf(id: string, pattern: RegExp, role: 'mention' | 'quote') {
  const code = pattern.exec(id)?.[1];
  const ticker = code === undefined ? undefined : tickerFrom(code);
  return ticker && { role, ticker };
}

function linkedTicker(href: string | undefined): Ticker | undefined {
  const code = href === undefined ? undefined : COMPANY_PAGE.exec(href)?.[1];
  return code === undefined ? undefined : tickerFrom(code);
}
