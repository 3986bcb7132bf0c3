import { fundamentalsOf } from '../fundamentals.ts';
import { codeOf } from '../listings/listing.ts';
import type { MarketRow } from '../market.ts';
import { percent, unsignedZero } from './percent.ts';
import { layOut, type Run } from './runs.ts';

/** The number of fields of a row. */
const FIELD_COUNT = 78;

const zeros = (count: number): readonly string[] => new Array<string>(count).fill('0');

/**
 * A Tencent row of a share or index of Hong Kong. Volume in shares, amount in Hong Kong dollars,
 * for an index both in ten thousands; time in Asia/Hong_Kong, with slashes.
 */
export function tencentHongKongRow(row: MarketRow): string {
  const { listing, prices, date, clock } = row;
  const money = (dollars: number): string => unsignedZero(dollars, 3);
  const change = prices.price - prices.previousClose;
  const price = money(prices.price);
  const isIndex = listing.type === 'ZS';
  const volume = isIndex ? (prices.amount / 10_000).toFixed(4) : prices.volume.toFixed(1);
  const amount = isIndex ? (prices.amount / 10_000).toFixed(3) : money(prices.amount);
  const latest = [price, money(prices.previousClose), money(prices.open), volume];
  const day = [money(change), percent(change, prices.previousClose), money(prices.high), money(prices.low)];
  return layOut(FIELD_COUNT, [
    [0, ['100', listing.name, codeOf(listing), ...latest, '0', '0']],
    [9, [price, ...zeros(9), price, ...zeros(9), isIndex ? '0.0' : volume]],
    [30, [`${date.replaceAll('-', '/')} ${clock}`, ...day, price, volume, amount]],
    ...valueFields(row),
  ]).join('~');
}

function valueFields(row: MarketRow): readonly Run[] {
  const { listing, prices } = row;
  const { capital, priceToEarnings, priceToBook, yearHigh, yearLow } = fundamentalsOf(row);
  const hundredMillions = (capital / 1e8).toFixed(4);
  const earnings = priceToEarnings.toFixed(2);
  const isIndex = listing.type === 'ZS';
  const shares = isIndex ? '0.00' : listing.shares.toFixed(2);
  const average = isIndex ? 0 : prices.amount / Math.max(1, prices.volume);
  return [
    [38, ['0', earnings, '', '0', '0', percent(prices.high - prices.low, prices.previousClose)]],
    [44, [hundredMillions, hundredMillions, listing.englishName ?? '', '0']],
    [48, [yearHigh.toFixed(3), yearLow.toFixed(3), '1.00', '0.00', ...zeros(5)]],
    [57, [earnings, priceToBook.toFixed(2), percent(prices.volume, listing.shares), isIndex ? '0' : '100']],
    [63, [listing.type]],
    [69, [shares, shares, earnings, '0.000', average.toFixed(3), '', 'HKD', '1']],
  ];
}
