import { type Fundamentals, fundamentalsOf } from '../fundamentals.ts';
import { newYorkHours } from '../hours/new-york.ts';
import type { MarketRow } from '../market.ts';
import { noiseKey, wave } from '../noise.ts';
import { clockText, dateText, instantOf, offsetSeconds, wallTimeOf } from '../zoned-time.ts';
import { percent, unsignedZero } from './percent.ts';

const zone = 'America/New_York';

/**
 * A Sina row of a share, fund or index of New York: 36 fields. Volume in shares, amount in dollars. The times are three: of
 * the answer, in Beijing; of the last trade outside of the session and of the last one in it, in New York without a year.
 */
export function sinaUnitedStatesRow(row: MarketRow): string {
  const { listing, prices, now, at } = row;
  const values = fundamentalsOf(row);
  const isIndex = listing.type === 'ZS';
  const money = (dollars: number): string => unsignedZero(dollars, 4);
  const change = prices.price - prices.previousClose;
  const beijing = wallTimeOf(now, 'Asia/Shanghai');
  const extended = isIndex ? undefined : extendedTrade(row);
  return [
    listing.name,
    money(prices.price),
    percent(change, prices.previousClose),
    `${dateText(beijing.day)} ${clockText(beijing.second)}`,
    ...[change, prices.open, prices.high, prices.low, values.yearHigh, values.yearLow].map(money),
    String(prices.volume),
    String(Math.round(listing.shares / 100)),
    ...valueFields(row, values),
    ...extendedFields(extended, prices.price),
    easternStamp(at),
    money(prices.previousClose),
    String(extended?.volume ?? 0),
    '1',
    dateText(wallTimeOf(now, zone).day).slice(0, 4),
    isIndex ? '0.0000' : prices.amount.toFixed(4),
    ...[extended?.price ?? 0, extended?.price ?? 0].map(money),
    ((extended?.price ?? 0) * (extended?.volume ?? 0)).toFixed(4),
    ...(isIndex ? [0, 0] : [extended?.price ?? 0, prices.price]).map(money),
  ].join(',');
}

function valueFields({ listing }: MarketRow, values: Fundamentals): readonly string[] {
  const isIndex = listing.type === 'ZS';
  return [
    isIndex ? '0' : values.capital.toFixed(0),
    values.earningsPerShare.toFixed(2),
    values.isCompany ? values.priceToEarnings.toFixed(6) : '--',
    ...['0.00', '0.00', '0.00', '0.00'],
    isIndex ? '0' : String(listing.shares),
    isIndex ? '0' : '63',
  ];
}

type ExtendedTrade = { readonly price: number; readonly volume: number; readonly at: Date };

const extendedFields = (trade: ExtendedTrade | undefined, price: number): readonly string[] =>
  trade === undefined
    ? ['0.0000', '0.00', '0.00', '']
    : [
        trade.price.toFixed(4),
        percent(trade.price - price, price),
        unsignedZero(trade.price - price, 2),
        easternStamp(trade.at),
      ];

const PRE_MARKET_OPENS = 4 * 3600;
const AFTER_HOURS_CLOSE = 20 * 3600;

/** The last trade outside of the session on a trading day: from 04:00 to its opening, and from its close on until 20:00. */
function extendedTrade({ listing, prices, now }: MarketRow): ExtendedTrade | undefined {
  const { day, second } = wallTimeOf(now, zone);
  const [opens = 0, closes = 0] = newYorkHours.courseOn(day)?.stretches[0] ?? [];
  if (closes === 0 || second < PRE_MARKET_OPENS || (second >= opens && second < closes)) return undefined;
  const at = Math.min(second, AFTER_HOURS_CLOSE - 60);
  const drift = 0.004 * wave(noiseKey(day, `${listing.symbol} extended`), at / 1800);
  const price = Math.round(prices.price * (1 + drift) * 100) / 100;
  return { price, volume: Math.round(listing.shares / 50_000), at: instantOf({ day, second: at }, zone) };
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Oct 06 04:00PM EDT`. */
function easternStamp(instant: Date): string {
  const { day, second } = wallTimeOf(instant, zone);
  const [, month, date] = dateText(day).split('-');
  const hour = Math.floor(second / 3600);
  const time = `${String(hour % 12 || 12).padStart(2, '0')}${clockText(second).slice(2, 5)}`;
  const isSummer = offsetSeconds(instant, zone) === -4 * 3600;
  return `${MONTHS[Number(month) - 1]} ${date} ${time}${hour < 12 ? 'AM' : 'PM'} ${isSummer ? 'EDT' : 'EST'}`;
}
