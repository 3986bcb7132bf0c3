import iconv from 'iconv-lite';
import { noise, noiseKey } from '../noise.ts';
import { type Answer, decodePath, type Provider } from '../provider.ts';
import { sinaMainlandRow } from '../rows/sina-mainland-row.ts';

/** What Sina's own parser takes; one token beside these and the whole reply is lost. */
const tokens = [
  /^(?:sh|sz|bj)\d{6}$/,
  /^s_(?:sh|sz)\d{6}$/,
  /^(?:rt_)?hk(?:\d{5}|[A-Z]+)$/,
  /^gb_[a-z0-9.$]+$/,
];

/** `/list=a,b`, `/?list=a,b` and `/rn=123&list=a,b`. */
const listPath = /^\/\??(?:[a-z_]+=[^&]*&)*list=([^&]*)/;

/** Sina's quote service, `hq.sinajs.cn`. Without a Referer of its own site it refuses. */
export const sina: Provider = {
  symbolsOf: (path) => listPath.exec(decodePath(path))?.[1]?.split(','),

  answer({ referer }, symbols, market) {
    if (!referer.includes('sina.com.cn')) return script(403, 'Kinsoku jikou desu!');
    if (!symbols.every(isWellFormed)) return script(200, 'var hq_str_sys_auth="FAILED";');
    // Clients must match rows by their key, so the order is another one than asked for.
    const place = (symbol: string): number => noise(noiseKey(market.seed, symbol), symbols.length);
    const lines = symbols
      .toSorted((a, b) => place(a) - place(b))
      .map((symbol) => {
        const row = market.find(symbol);
        return `var hq_str_${symbol}="${row === undefined ? '' : sinaMainlandRow(row)}";\n`;
      });
    return script(200, lines.join(''));
  },

  // No body of a 456 is on record.
  refusal: script(456, ''),
};

const isWellFormed = (symbol: string): boolean => tokens.some((token) => token.test(symbol));

function script(status: number, text: string): Answer {
  const body = iconv.encode(text, 'gb18030');
  return { status, contentType: 'application/javascript; charset=GB18030', body };
}
