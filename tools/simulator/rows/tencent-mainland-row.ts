import type { ListingState } from '../listings/listing.ts';
import type { MarketRow } from '../market.ts';
import { noise, noiseKey } from '../noise.ts';
import type { Level } from '../order-book.ts';
import { percent } from './percent.ts';
import { layOut, type Run } from './runs.ts';

/** The number of fields of a row, with the empty one after the last `~`. */
const FIELD_COUNT = 88;

const marketCodes: Readonly<Record<string, string>> = { sh: '1', sz: '51', bj: '62' };

const stateFlags: Readonly<Record<ListingState, string>> = {
  trading: '',
  suspended: 'S',
  delisted: 'D',
  retired: 'C',
};

/**
 * Rows of dead codes keep a time before the opening. Those of suspended listings follow the
 * session.
 */
const stillClocks: Readonly<Record<ListingState, string | undefined>> = {
  trading: undefined,
  suspended: undefined,
  delisted: '09:10:00',
  retired: '09:00:00',
};

/**
 * A Tencent row of a share, fund or index of Shanghai, Shenzhen or Beijing. Volume in lots of 100
 * shares, for STAR in shares (688, 689); time in Asia/Shanghai. Fields of unknown meaning are
 * empty.
 */
export const tencentMainlandRow = (row: MarketRow): string =>
  layOut(FIELD_COUNT, [...tradeFields(row), ...valueFields(row)]).join('~');

function tradeFields({ listing, prices, book, date, clock }: MarketRow): readonly Run[] {
  const money = (yuan: number): string => yuan.toFixed(prices.decimals);
  const levels = (side: readonly Level[]): readonly string[] =>
    side.flatMap(({ price, shares }) => [money(price), lots(shares)]);
  const volume = listing.type === 'GP-A-KCB' ? String(prices.volume) : lots(prices.volume);
  const outer = listing.type === 'ZS' ? 0 : Math.round(Number(volume) * 0.54);
  const inner = listing.type === 'ZS' ? 0 : Number(volume) - outer;
  const change = prices.price - prices.previousClose;
  const stamp = `${date}${stillClocks[listing.state] ?? clock}`.replace(/[-:]/g, '');
  const digits = listing.symbol.slice(2);
  const latest = [money(prices.price), money(prices.previousClose), money(prices.open)];
  return [
    [0, [marketCodes[listing.symbol.slice(0, 2)] ?? '0', listing.name, digits, ...latest]],
    [6, [volume, String(outer), String(inner), ...levels(book.bids), ...levels(book.asks)]],
    [
      30,
      [stamp, money(change), percent(change, prices.previousClose), money(prices.high), money(prices.low)],
    ],
    [35, [`${money(prices.price)}/${volume}/${prices.amount.toFixed(0)}`, volume]],
    [37, [(prices.amount / 10_000).toFixed(0), percent(prices.volume, listing.shares)]],
    [40, [stateFlags[listing.state], money(prices.high), money(prices.low)]],
    [43, [percent(prices.high - prices.low, prices.previousClose)]],
  ];
}

function valueFields({ listing, prices }: MarketRow): readonly Run[] {
  const { type, state, referencePrice, symbol } = listing;
  const money = (yuan: number): string => yuan.toFixed(prices.decimals);
  const isCompany = type !== 'ZS' && type !== 'ETF';
  const ratio = prices.price / referencePrice;
  const earnings = isCompany ? (ratio * (8 + 40 * noise(noiseKey(0, symbol), 39))).toFixed(2) : '';
  const book = isCompany ? (ratio * (0.5 + 6 * noise(noiseKey(0, symbol), 46))).toFixed(2) : '0.00';
  const yuanPerShare = type === 'ZS' ? 14 * ratio : prices.price;
  const capital = ((yuanPerShare * listing.shares) / 1e8).toFixed(2);
  const average = type === 'ZS' ? (prices.high + prices.low) / 2 : prices.amount / Math.max(1, prices.volume);
  const limits = prices.limits === null ? ['-1', '-1'] : [money(prices.limits.up), money(prices.limits.down)];
  const shares = String(state === 'delisted' ? 0 : listing.shares);
  return [
    [39, [earnings]],
    [44, [capital, capital, book, ...limits, state === 'trading' ? '1.00' : '0.00', '0', money(average)]],
    [52, [earnings, earnings]],
    [57, [(prices.amount / 10_000).toFixed(4), '0.0000', '0', '   A', type]],
    [67, [money(Math.max(prices.high, 1.3 * referencePrice)), money(0.7 * referencePrice)]],
    [72, [shares, shares]],
    [82, ['CNY', '0']],
  ];
}

const lots = (shares: number): string => String(Math.round(shares / 100));
