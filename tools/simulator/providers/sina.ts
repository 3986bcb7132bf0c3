import iconv from 'iconv-lite';
import { regionOf } from '../listings/listing.ts';
import type { Market } from '../market.ts';
import { noise, noiseKey } from '../noise.ts';
import { type Answer, decodePath, type Provider } from '../provider.ts';
import { sinaHongKongRow } from '../rows/sina-hong-kong-row.ts';
import { sinaMainlandRow } from '../rows/sina-mainland-row.ts';
import { sinaUnitedStatesRow } from '../rows/sina-united-states-row.ts';

/** The symbols that Sina accepts. One invalid symbol spoils the whole reply. */
const tokens = [
  /^(?:sh|sz|bj)\d{6}$/,
  /^s_(?:sh|sz)\d{6}$/,
  /^(?:rt_)?hk(?:\d{5}|[A-Z]+)$/,
  /^gb_[a-z0-9.$]+$/,
];

/** `/list=a,b`, `/?list=a,b` and `/rn=123&list=a,b`. */
const listPath = /^\/\??(?:[a-z_]+=[^&]*&)*list=([^&]*)/;

/** The delay of a Hong Kong row without `rt_`. */
const DELAY_MINUTES = 15;

/** Sina's quote service, `hq.sinajs.cn`. It refuses requests without a Referer of its own site. */
export const sina: Provider = {
  symbolsOf: (path) => listPath.exec(decodePath(path))?.[1]?.split(','),

  answer({ referer }, symbols, market) {
    if (!referer.includes('sina.com.cn')) return script(403, 'Kinsoku jikou desu!');
    if (!symbols.every(isWellFormed)) return script(200, 'var hq_str_sys_auth="FAILED";');
    // Clients must match rows by key, so return them in another order.
    const place = (symbol: string): number => noise(noiseKey(market.seed, symbol), symbols.length);
    const delayed = market.minutesAgo(DELAY_MINUTES);
    const lines = symbols
      .toSorted((a, b) => place(a) - place(b))
      .map((symbol) => `var hq_str_${symbol}="${rowFor(symbol, market, delayed)}";\n`);
    return script(200, lines.join(''));
  },

  // No recorded response shows the body of a 456.
  refusal: script(456, ''),
};

/** Returns a row, or the empty string for an unknown symbol. */
function rowFor(symbol: string, market: Market, delayed: Market): string {
  const [, prefix, code = ''] = /^(rt_hk|hk|gb_)?(.*)$/.exec(symbol) ?? [];
  if (prefix === 'gb_') return unitedStatesRow(code, market);
  const isDelayed = prefix === 'hk';
  const row = (isDelayed ? delayed : market).find(prefix === undefined ? code : `hk${code}`);
  if (row === undefined) return '';
  if (regionOf(row.listing.symbol) === 'mainland') return sinaMainlandRow(row);
  return sinaHongKongRow(row, isDelayed ? 'delayed' : 'real-time');
}

/** Lower case, `$` instead of the dot of a share class, and no dot before an index. */
function unitedStatesRow(code: string, market: Market): string {
  if (code.includes('.')) return '';
  const name = code.toUpperCase().replace('$', '.');
  const row = market.find(`us${name}`) ?? market.find(`us.${name}`);
  return row === undefined ? '' : sinaUnitedStatesRow(row);
}

const isWellFormed = (symbol: string): boolean => tokens.some((token) => token.test(symbol));

function script(status: number, text: string): Answer {
  const body = iconv.encode(text, 'gb18030');
  return { status, contentType: 'application/javascript; charset=GB18030', body };
}
