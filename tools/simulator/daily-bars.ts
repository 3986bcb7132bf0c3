import { dateAfter } from '../../src/quotes/calendars/dates.ts';
import type { Listing } from './listings/listing.ts';
import { walkPrice } from './price-walk.ts';
import { closingMoment, type TradingMoment } from './trading-clock.ts';
import type { TradingHours } from './trading-hours.ts';

/**
 * One day of trading. Prices in the listing's currency, unadjusted; today's bar is the session so
 * far.
 */
export type Bar = {
  /** `2026-09-30` in the exchange's zone. */
  readonly date: string;
  readonly previousClose: number;
  readonly open: number;
  readonly close: number;
  readonly high: number;
  readonly low: number;
  /** In shares. */
  readonly volume: number;
  /** In the listing's currency. */
  readonly amount: number;
};

/** The last `count` bars between two dates, both included. */
export type BarRange = { readonly from: string; readonly to: string; readonly count: number };

type Subject = {
  readonly listing: Listing;
  readonly hours: TradingHours;
  /** The last moment of trading before the request. */
  readonly latest: TradingMoment;
  readonly seed: number;
};

/** The mainland had no exchange before this day. */
const FIRST_DAY = '1990-12-19';

/**
 * A listing's daily bars, oldest first. The last bar closes at the price now, the one before it at
 * the previous close.
 */
export function barsOf(subject: Subject, { from, to, count }: BarRange): readonly Bar[] {
  const { listing, hours, latest } = subject;
  const last = listing.state === 'trading' ? latest.date : listing.lastTradedOn;
  if (last === undefined) return [];
  const { listedOn = FIRST_DAY } = listing;
  const first = from > listedOn ? from : listedOn;
  const bars: Bar[] = [];
  let [date = first] = [to, last, latest.date].sort();
  for (; date >= first && bars.length < count; date = dateAfter(date, -1))
    if (hours.courseOn(date) !== undefined) bars.push(barOn(date, subject));
  return bars.toReversed();
}

function barOn(date: string, { listing, hours, latest, seed }: Subject): Bar {
  const moment = date === latest.date ? latest : closingMoment(date, hours);
  const { price, ...prices } = walkPrice({ ...listing, state: 'trading' }, moment, seed);
  const { previousClose, open, high, low, volume, amount } = prices;
  // A listing that no longer trades keeps the price of its last day.
  const close = date === listing.lastTradedOn ? listing.referencePrice : price;
  const [top, bottom] = [Math.max(high, close), Math.min(low, close)];
  return { date, previousClose, open, close, high: top, low: bottom, volume, amount };
}
