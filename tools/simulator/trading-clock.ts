import { dateAfter } from '../../src/quotes/calendars/dates.ts';
import { instantAt, localTimeAt, type Zone } from '../../src/quotes/zoned-time.ts';
import { type Course, hoursOf, type TradingHours } from './trading-hours.ts';

/**
 * Every session lasts this many of its own minutes. A whole day on the mainland has as many by the
 * clock.
 */
export const SESSION_MINUTES = 240;

/** How many minutes of the session its closing auction takes. */
const AUCTION_MINUTES = 2;

/** A moment of trading. */
export type TradingMoment = {
  /** Sessions are numbered without gaps. */
  readonly session: number;
  /** Minutes of the session that have passed, 0 to 240, with the seconds as a fraction. */
  readonly minute: number;
  /** `2026-09-30` in the exchange's zone. */
  readonly date: string;
  /** `14:10:19` in the exchange's zone. */
  readonly clock: string;
  readonly at: Date;
};

/** The last moment of trading: now during a session, otherwise the close before. */
export function latestTradingMoment(now: Date, hours: TradingHours = hoursOf.mainland): TradingMoment {
  const { date, second } = localTimeAt(now, hours.zone);
  const course = hours.courseOn(date);
  if (course === undefined || second < opening(course))
    return closingMoment(tradingDayBefore(date, hours), hours);
  return momentAt(date, second, course, hours);
}

/** The end of a date's session. Throws if the date is not a trading day. */
export function closingMoment(date: string, hours: TradingHours): TradingMoment {
  const course = hours.courseOn(date);
  if (course === undefined) throw new Error(`${date} is not a trading day`);
  return momentAt(date, Number.POSITIVE_INFINITY, course, hours);
}

function momentAt(date: string, now: number, course: Course, hours: TradingHours): TradingMoment {
  const traded = course.stretches.map(([opens, closes]) => Math.max(0, Math.min(now, closes) - opens));
  const whole = sum(course.stretches.map(([opens, closes]) => closes - opens));
  const { auctionEnds } = course;
  const isOver = auctionEnds !== undefined && now >= auctionEnds;
  const length = SESSION_MINUTES - (auctionEnds === undefined ? 0 : AUCTION_MINUTES);
  const second = isOver ? auctionEnds : lastSecond(course, now);
  return {
    session: hours.sessionNumber(date),
    minute: isOver ? SESSION_MINUTES : (length * sum(traded)) / whole,
    date,
    clock: clockText(second),
    at: instantOf(date, second, hours.zone),
  };
}

const lastSecond = ({ stretches }: Course, now: number): number =>
  Math.max(...stretches.filter(([opens]) => opens <= now).map(([, closes]) => Math.min(now, closes)));

const opening = ({ stretches: [first] }: Course): number => first?.[0] ?? 0;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function tradingDayBefore(date: string, hours: TradingHours): string {
  const before = dateAfter(date, -1);
  return hours.courseOn(before) === undefined ? tradingDayBefore(before, hours) : before;
}

/** Whether a text is a date such as `2026-09-30`. */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** `14:10:19`. */
export const clockText = (second: number): string => new Date(second * 1000).toISOString().slice(11, 19);

/** The instant at which a zone's clocks show a time of the day. */
export function instantOf(date: string, second: number, zone: Zone): Date {
  const instant = instantAt({ date, second }, zone);
  if (instant === null) throw new Error(`${date} is not a date`);
  return instant;
}
