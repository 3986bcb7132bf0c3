import { localTimeAt } from '../../../src/quotes/zoned-time.ts';
import { type Fundamentals, fundamentalsOf } from '../fundamentals.ts';
import type { MarketRow } from '../market.ts';
import { noiseKey, wave } from '../noise.ts';
import { clockText, instantOf } from '../trading-clock.ts';
import { hoursOf } from '../trading-hours.ts';
import { percent, unsignedZero } from './percent.ts';

const zone = 'America/New_York';

/**
 * A Sina row of a share, fund or index of New York: 36 fields. Volume in shares, amount in dollars.
 * It has three times: of the response, in Beijing; of the last trade outside the session and of the
 * last one in it, in New York and without a year.
 */
export function sinaUnitedStatesRow(row: MarketRow): string {
  const { listing, prices, now, at } = row;
  const values = fundamentalsOf(row);
  const isIndex = listing.type === 'ZS';
  const money = (dollars: number): string => unsignedZero(dollars, 4);
  const change = prices.price - prices.previousClose;
  const beijing = localTimeAt(now, 'Asia/Shanghai');
  const extended = isIndex ? undefined : extendedTrade(row);
  return [
    listing.name,
    money(prices.price),
    percent(change, prices.previousClose),
    `${beijing.date} ${clockText(beijing.second)}`,
    ...[change, prices.open, prices.high, prices.low, values.yearHigh, values.yearLow].map(money),
    String(prices.volume),
    String(Math.round(listing.shares / 100)),
    ...valueFields(row, values),
    ...extendedFields(extended, prices.price),
    easternStamp(at),
    money(prices.previousClose),
    String(extended?.volume ?? 0),
    '1',
    localTimeAt(now, zone).date.slice(0, 4),
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

/**
 * The last trade outside the session on a trading day: from 04:00 to the opening, or from the close
 * to 20:00.
 */
function extendedTrade({ listing, prices, now }: MarketRow): ExtendedTrade | undefined {
  const { date, second } = localTimeAt(now, zone);
  const [opens = 0, closes = 0] = hoursOf['united-states'].courseOn(date)?.stretches[0] ?? [];
  if (closes === 0 || second < PRE_MARKET_OPENS || (second >= opens && second < closes)) return undefined;
  const at = Math.min(second, AFTER_HOURS_CLOSE - 60);
  const drift =
    0.004 * wave(noiseKey(Date.parse(date) / 86_400_000, `${listing.symbol} extended`), at / 1800);
  const price = Math.round(prices.price * (1 + drift) * 100) / 100;
  return { price, volume: Math.round(listing.shares / 50_000), at: instantOf(date, at, zone) };
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Oct 06 04:00PM EDT`. */
function easternStamp(instant: Date): string {
  const { date, second } = localTimeAt(instant, zone);
  const [, month, day] = date.split('-');
  const hour = Math.floor(second / 3600);
  const time = `${String(hour % 12 || 12).padStart(2, '0')}${clockText(second).slice(2, 5)}`;
  const isSummer = (instant.getUTCHours() - hour + 24) % 24 === 4;
  return `${MONTHS[Number(month) - 1]} ${day} ${time}${hour < 12 ? 'AM' : 'PM'} ${isSummer ? 'EDT' : 'EST'}`;
}
