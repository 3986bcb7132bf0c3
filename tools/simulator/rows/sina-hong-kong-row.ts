import { fundamentalsOf } from '../fundamentals.ts';
import type { MarketRow } from '../market.ts';
import { percent, unsignedZero } from './percent.ts';

/** Real time, or the free row that is delayed. */
export type Timeliness = 'real-time' | 'delayed';

/**
 * A Sina row of a share or index of Hong Kong. The delayed row has 19 fields and a time in minutes,
 * the real-time row 20 and seconds. Volume in shares, amount in Hong Kong dollars, for an index in
 * thousands; time in Asia/Hong_Kong, with slashes.
 */
export function sinaHongKongRow(row: MarketRow, timeliness: Timeliness): string {
  const { listing, prices, date, clock } = row;
  const { priceToEarnings, yearHigh, yearLow } = fundamentalsOf(row);
  const isIndex = listing.type === 'ZS';
  const money = (dollars: number): string => unsignedZero(dollars, 3);
  const change = prices.price - prices.previousClose;
  const offer = isIndex ? '0.000' : money(prices.price);
  return [
    listing.englishName ?? listing.name,
    listing.name,
    ...[prices.open, prices.previousClose, prices.high, prices.low, prices.price, change].map(money),
    percent(change, prices.previousClose, 3),
    offer,
    offer,
    isIndex ? (prices.amount / 1000).toFixed(0) : money(prices.amount),
    String(prices.volume),
    timeliness === 'delayed' ? '0.000' : money(priceToEarnings),
    '0.000',
    money(yearHigh),
    money(yearLow),
    date.replaceAll('-', '/'),
    ...(timeliness === 'delayed' ? [clock.slice(0, 5)] : [clock, '1']),
  ].join(',');
}
