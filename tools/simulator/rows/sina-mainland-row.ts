import type { MarketRow } from '../market.ts';
import type { Level } from '../order-book.ts';

/**
 * A Sina row of a share, fund or index of Shanghai, Shenzhen or Beijing: 34 fields, for Beijing 39.
 * Empty for delisted and retired codes, which Sina does not know. Volume in shares, for a Shanghai
 * index in lots of 100.
 */
export function sinaMainlandRow({ listing, prices, book, date, clock }: MarketRow): string {
  if (listing.state === 'delisted' || listing.state === 'retired') return '';
  const isShanghaiIndex = listing.type === 'ZS' && listing.symbol.startsWith('sh');
  const money = (yuan: number): string => yuan.toFixed(isShanghaiIndex ? 4 : 3);
  const levels = (side: readonly Level[]): readonly string[] =>
    side.flatMap(({ shares, price }) =>
      isShanghaiIndex ? ['0', '0'] : [String(shares), shares === 0 ? '0.000' : money(price)],
    );
  const best = ([level]: readonly Level[]): string => levels(level === undefined ? [] : [level])[1] ?? '';
  const isSuspended = listing.state === 'suspended';
  return [
    listing.name,
    money(prices.open),
    money(prices.previousClose),
    money(prices.price),
    money(prices.high),
    money(prices.low),
    best(book.bids),
    best(book.asks),
    String(isShanghaiIndex ? Math.round(prices.volume / 100) : prices.volume),
    prices.amount.toFixed(isShanghaiIndex ? 0 : 3),
    ...levels(book.bids),
    ...levels(book.asks),
    date,
    isSuspended ? '09:00:00' : clock,
    isSuspended ? '03' : '00',
    ...(listing.symbol.startsWith('bj') ? beijingTail(listing.shares) : ['']),
  ].join(',');
}

// Their meaning is unknown. They look like those of recorded rows.
const beijingTail = (shares: number): readonly string[] => [
  '0.0000',
  '0.0000',
  '0',
  String(shares),
  'B',
  'T',
];
