import { type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import { tickerOfUsSymbol } from '../quote-pages.ts';

/**
 * The comment in which Sina Finance's linker sums up what it linked, false links too:
 * `<!-- news_keyword_pub,stock,sz000625&sz300832 -->`. It has no name of any company.
 */
export const sinaKeywords: Dialect = {
  name: 'sina',
  marker: 'news_keyword_pub,\\s*[a-z_]+,\\s*[a-zA-Z.]',
  announced(comment) {
    const [, category = '', list = ''] = KEYWORDS.exec(comment) ?? [];
    const read = CATEGORIES.get(category);
    return read ? list.split(/&(?:amp;)?/).flatMap((code) => read(code) ?? []) : [];
  },
};

// Anywhere in the comment, for it may be swallowed by another that was cut off and so never ended.
const KEYWORDS = /news_keyword_pub,\s*([a-z_]+),\s*([\w.&;]*)/;

/** How the codes of each category are written. */
const CATEGORIES: ReadonlyMap<string, (code: string) => Ticker | undefined> = new Map([
  ['stock', tickerFrom],
  ['hkstock', tickerFrom],
  ['usstock', tickerOfUsSymbol],
  ['forex', (code: string) => tickerFrom(`fx_s${code}`)],
  ['futures', tickerFrom],
  // One version of the linker left the prefix away.
  ['overseas_futures', (code: string) => tickerFrom(`hf_${code.replace(/^hf_/, '')}`)],
]);
