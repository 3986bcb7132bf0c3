import { mainlandHours } from './hours/mainland.ts';
import type { Course, TradingHours } from './hours/trading-hours.ts';
import { clockText, dateText, instantOf, wallTimeOf } from './zoned-time.ts';

/** The length of every session, in minutes of its own: a whole day of the mainland has as many by the clock. */
export const SESSION_MINUTES = 240;

/** What of a session with a closing auction is left for the auction, in minutes of the session. */
const AUCTION_MINUTES = 2;

/** A moment of trading. */
export type TradingMoment = {
  /** Sessions are numbered through; the session before has the number before. */
  readonly session: number;
  /** How far the session has come, 0 to 240, to the second. */
  readonly minute: number;
  /** `2026-09-30` in the exchange's zone. */
  readonly date: string;
  /** `14:10:19` in the exchange's zone. */
  readonly clock: string;
  readonly at: Date;
};

/** The last moment at which anything was traded: now in session, otherwise the close before, be it lunch, night or holiday. */
export function latestTradingMoment(now: Date, hours: TradingHours = mainlandHours): TradingMoment {
  const { day, second } = wallTimeOf(now, hours.zone);
  const course = hours.courseOn(day);
  if (course === undefined || second < opening(course)) return closingMoment(previousDay(day, hours), hours);
  return momentAt(day, second, course, hours);
}

/** The end of a trading day's session. */
export function closingMoment(day: number, hours: TradingHours): TradingMoment {
  const course = hours.courseOn(day);
  if (course === undefined) throw new Error(`${dateText(day)} is no trading day`);
  return momentAt(day, Number.POSITIVE_INFINITY, course, hours);
}

function momentAt(day: number, now: number, course: Course, hours: TradingHours): TradingMoment {
  const traded = course.stretches.map(([opens, closes]) => Math.max(0, Math.min(now, closes) - opens));
  const whole = sum(course.stretches.map(([opens, closes]) => closes - opens));
  const { auctionEnds } = course;
  const isOver = auctionEnds !== undefined && now >= auctionEnds;
  const length = SESSION_MINUTES - (auctionEnds === undefined ? 0 : AUCTION_MINUTES);
  const second = isOver ? auctionEnds : lastSecond(course, now);
  return {
    session: hours.sessionNumber(day),
    minute: isOver ? SESSION_MINUTES : (length * sum(traded)) / whole,
    date: dateText(day),
    clock: clockText(second),
    at: instantOf({ day, second }, hours.zone),
  };
}

const lastSecond = ({ stretches }: Course, now: number): number =>
  Math.max(...stretches.filter(([opens]) => opens <= now).map(([, closes]) => Math.min(now, closes)));

const opening = ({ stretches: [first] }: Course): number => first?.[0] ?? 0;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function previousDay(day: number, hours: TradingHours): number {
  const before = day - 1;
  return hours.courseOn(before) === undefined ? previousDay(before, hours) : before;
}
