import type { Listing, Venue } from './listings/listing.ts';
import { codeOf, regionOf } from './listings/listing.ts';
import type { Market, MarketRow } from './market.ts';

/** Eastmoney's name of a listing: the number of the market, and the code in it. */
export type Secid = { readonly market: number; readonly code: string };

const venueMarkets: Readonly<Record<Venue, number>> = { OQ: 105, N: 106, AM: 107 };

/** Foreign indices, for which Eastmoney has its own codes. */
const indexSecids: Readonly<Record<string, Secid>> = {
  hkHSI: { market: 100, code: 'HSI' },
  hkHSCEI: { market: 100, code: 'HSCEI' },
  hkHSTECH: { market: 124, code: 'HSTECH' },
  'us.DJI': { market: 100, code: 'DJIA' },
  'us.INX': { market: 100, code: 'SPX' },
  'us.IXIC': { market: 100, code: 'NDX' },
  'us.NDX': { market: 100, code: 'NDX100' },
};

/**
 * The secid of a listing; Shenzhen and Beijing share the market 0, and New York's three venues have
 * one each.
 */
export function secidOf(listing: Listing): Secid {
  const code = codeOf(listing);
  const region = regionOf(listing.symbol);
  const index = indexSecids[listing.symbol];
  if (index !== undefined) return index;
  if (region === 'hong-kong') return { market: 116, code };
  if (region === 'mainland') return { market: listing.symbol.startsWith('sh') ? 1 : 0, code };
  return { market: venueMarkets[listing.venue ?? 'OQ'], code: code.replace('.', '_') };
}

/**
 * The row of what a secid such as `106.BRK_B` names, if the listing is called so and quoted by
 * Eastmoney: nothing dead is.
 */
export function findBySecid(text: string, market: Market): MarketRow | undefined {
  for (const symbol of symbolsNamed(text)) {
    const row = market.find(symbol);
    if (row === undefined || row.listing.state === 'retired') continue;
    const secid = secidOf(row.listing);
    if (`${secid.market}.${secid.code}` === text) return row;
  }
  return undefined;
}

function symbolsNamed(text: string): readonly string[] {
  const [, market = '', code = ''] = /^(\d+)\.(\w+)$/.exec(text) ?? [];
  if (market === '0') return [`sz${code}`, `bj${code}`];
  if (market === '1') return [`sh${code}`];
  if (market === '116') return [`hk${code}`];
  if (/^10[567]$/.test(market)) return [`us${code.replace('_', '.')}`];
  return Object.keys(indexSecids).filter((symbol) => indexSecids[symbol]?.code === code);
}
