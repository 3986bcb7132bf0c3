import type { TradingHours } from './hours/trading-hours.ts';
import type { Listing } from './listings/listing.ts';
import { walkPrice } from './price-walk.ts';
import { closingMoment, type TradingMoment } from './trading-clock.ts';
import { dateText, dayOf } from './zoned-time.ts';

/** One day's trade. Prices in the listing's currency, unadjusted; today's bar is the session so far. */
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

/** Which days' bars: the last so many of those from one day to another, both counted from 1970-01-01. */
export type BarRange = { readonly from: number; readonly to: number; readonly count: number };

type Subject = {
  readonly listing: Listing;
  readonly hours: TradingHours;
  /** The moment of the question. */
  readonly latest: TradingMoment;
  readonly seed: number;
};

/** Before it the mainland had no exchange, and no bar is given. */
const FIRST_DAY = '1990-12-19';

/** A listing's daily bars, the oldest first. The last one's close is the price now, the one's before the previous close. */
export function barsOf(subject: Subject, { from, to, count }: BarRange): readonly Bar[] {
  const { listing, hours, latest } = subject;
  const last = listing.state === 'trading' ? latest.date : listing.lastTradedOn;
  if (last === undefined) return [];
  const firstDay = Math.max(from, dayOf(listing.listedOn ?? FIRST_DAY) ?? 0);
  const bars: Bar[] = [];
  for (let day = Math.min(to, dayOf(last) ?? 0, dayOf(latest.date) ?? 0); day >= firstDay; day--) {
    if (bars.length >= count) break;
    if (hours.courseOn(day) !== undefined) bars.push(barOn(day, subject));
  }
  return bars.toReversed();
}

function barOn(day: number, { listing, hours, latest, seed }: Subject): Bar {
  const date = dateText(day);
  const moment = date === latest.date ? latest : closingMoment(day, hours);
  const { price, ...prices } = walkPrice({ ...listing, state: 'trading' }, moment, seed);
  const { previousClose, open, high, low, volume, amount } = prices;
  // What trades no more stands still at the price of its last day.
  const close = date === listing.lastTradedOn ? listing.referencePrice : price;
  const [top, bottom] = [Math.max(high, close), Math.min(low, close)];
  return { date, previousClose, open, close, high: top, low: bottom, volume, amount };
}
