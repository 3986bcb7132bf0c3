import { fundamentalsOf } from '../fundamentals.ts';
import { codeOf, type Listing } from '../listings/listing.ts';
import type { MarketRow } from '../market.ts';
import { percent, unsignedZero } from './percent.ts';
import { layOut, type Run } from './runs.ts';

/** The number of fields of a row, with the empty one after the last `~`. */
const FIELD_COUNT = 73;

const zeros = (count: number): readonly string[] => new Array<string>(count).fill('0');

/** `BRK.B.N`; an index has no venue: `.IXIC`. */
export const codeWithVenue = (listing: Listing): string =>
  listing.venue === undefined ? codeOf(listing) : `${codeOf(listing)}.${listing.venue}`;

/**
 * A Tencent row of a share, fund or index of New York. Volume in shares, amount in dollars; time in
 * America/New_York.
 */
export function tencentUnitedStatesRow(row: MarketRow): string {
  const { listing, prices, date, clock } = row;
  const money = (dollars: number): string => unsignedZero(dollars, 2);
  const change = prices.price - prices.previousClose;
  const volume = String(prices.volume);
  const latest = [money(prices.price), money(prices.previousClose), money(prices.open), volume];
  const day = [money(change), percent(change, prices.previousClose), money(prices.high), money(prices.low)];
  const offers = (cents: number): readonly string[] =>
    listing.type === 'ZS' ? zeros(10) : [money(prices.price + cents / 100), '100', ...zeros(8)];
  return layOut(FIELD_COUNT, [
    [0, ['200', listing.name, codeWithVenue(listing), ...latest, '0', '0']],
    [9, [...offers(-1), ...offers(1)]],
    [30, [`${date} ${clock}`, ...day, 'USD', volume, prices.amount.toFixed(0)]],
    ...valueFields(row),
  ]).join('~');
}

function valueFields(row: MarketRow): readonly Run[] {
  const { listing, prices } = row;
  const { isCompany, capital, earningsPerShare, priceToEarnings, yearHigh, yearLow } = fundamentalsOf(row);
  const isIndex = listing.type === 'ZS';
  const whenCompany = (value: string): string => (isCompany ? value : '');
  const hundredMillions = isIndex ? '' : (capital / 1e8).toFixed(5);
  const shares = isIndex ? '' : String(listing.shares);
  const average = isIndex ? prices.price : prices.amount / Math.max(1, prices.volume);
  return [
    [38, [isIndex ? '' : percent(prices.volume, listing.shares), whenCompany(priceToEarnings.toFixed(2))]],
    [43, [percent(prices.high - prices.low, prices.previousClose), hundredMillions, hundredMillions]],
    [46, [listing.englishName ?? '', whenCompany(earningsPerShare.toFixed(2))]],
    [48, [yearHigh.toFixed(2), yearLow.toFixed(2), '0']],
    [53, [hundredMillions]],
    [56, [listing.type]],
    [62, [shares, shares]],
    [67, [average.toFixed(2)]],
  ];
}
