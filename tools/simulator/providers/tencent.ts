import iconv from 'iconv-lite';
import { regionOf } from '../listings/listing.ts';
import type { Market, MarketRow } from '../market.ts';
import { decodePath, type Provider } from '../provider.ts';
import { tencentHongKongRow } from '../rows/tencent-hong-kong-row.ts';
import { tencentMainlandRow } from '../rows/tencent-mainland-row.ts';
import { tencentUnitedStatesRow } from '../rows/tencent-united-states-row.ts';
import { firewallPage } from './firewall-page.ts';

/** `/q=a,b` in GBK and `/utf8/q=a,b` in UTF-8. */
const quotePath = /^\/(utf8\/)?q=([^&]*)/;

/** Measured at the real host: 900 symbols of eight characters pass, 950 do not. */
const MAX_REQUEST_LINE_BYTES = 8192;

/** The delay of a Hong Kong row without `r_`. */
const DELAY_MINUTES = 15;

/** Tencent's quote service, `qt.gtimg.cn`. It leaves out unknown symbols. */
export const tencent: Provider = {
  symbolsOf: (path) => quotePath.exec(decodePath(path))?.[2]?.split(',').filter(Boolean),

  answer({ path }, symbols, market) {
    if (`GET ${path} HTTP/1.1`.length > MAX_REQUEST_LINE_BYTES)
      return firewallPage(414, 'Request-URI Too Large');
    const delayed = market.minutesAgo(DELAY_MINUTES);
    const lines = symbols.flatMap((symbol) => {
      const row = findRow(symbol, market, delayed);
      return row === undefined ? [] : [`v_${symbol}="${writeRow(row)}";\n`];
    });
    const text = lines.length === 0 ? 'v_pv_none_match="1";\n' : lines.join('');
    const charset = quotePath.exec(decodePath(path))?.[1] === undefined ? 'GBK' : 'UTF-8';
    const body = iconv.encode(text, charset);
    return { status: 200, contentType: `text/html; charset=${charset}`, body };
  },

  refusal: firewallPage(501, 'The request was blocked by the web application firewall.'),
};

/** `r_hk00700` is real time, `hk00700` delayed. An index of New York may have its dot or not. */
function findRow(symbol: string, market: Market, delayed: Market): MarketRow | undefined {
  if (symbol.startsWith('r_hk')) return market.find(symbol.slice(2));
  if (symbol.startsWith('hk')) return delayed.find(symbol);
  return market.find(symbol) ?? market.find(symbol.replace(/^us/, 'us.'));
}

function writeRow(row: MarketRow): string {
  const region = regionOf(row.listing.symbol);
  if (region === 'hong-kong') return tencentHongKongRow(row);
  return region === 'united-states' ? tencentUnitedStatesRow(row) : tencentMainlandRow(row);
}
