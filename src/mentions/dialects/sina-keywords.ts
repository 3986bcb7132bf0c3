import { type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import { tickerOfUsSymbol } from '../quote-pages.ts';

/**
 * The comment in which Sina Finance's linker lists what it linked, false links included:
 * `<!-- news_keyword_pub,stock,sz000625&sz300832 -->`. It contains no company names.
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

// Matches anywhere in the comment, because a broken comment before this one may have swallowed it.
const KEYWORDS = /news_keyword_pub,\s*([a-z_]+),\s*([\w.&;]*)/;

/** How each category writes its codes. */
const CATEGORIES: ReadonlyMap<string, (code: string) => Ticker | undefined> = new Map([
  ['stock', tickerFrom],
  ['hkstock', tickerFrom],
  ['usstock', tickerOfUsSymbol],
  ['forex', (code: string) => tickerFrom(`fx_s${code}`)],
  ['futures', tickerFrom],
  // One version of the linker omits the prefix.
  ['overseas_futures', (code: string) => tickerFrom(`hf_${code.replace(/^hf_/, '')}`)],
]);
