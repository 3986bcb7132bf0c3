import { hongKong } from '../../src/quotes/calendars/hong-kong.ts';
import { mainland } from '../../src/quotes/calendars/mainland.ts';
import { newYork } from '../../src/quotes/calendars/new-york.ts';
import type { TradingCalendar, TradingDay } from '../../src/quotes/calendars/trading-calendar.ts';
import type { Zone } from '../../src/quotes/zoned-time.ts';
import type { Region } from './listings/listing.ts';

/** When trading runs on one day. All times are seconds after midnight in the exchange's zone. */
export type Course = {
  /** Continuous trading, each stretch from its opening to its close. */
  readonly stretches: readonly (readonly [opens: number, closes: number])[];
  /** When the closing auction sets the last price. Without an auction, the last stretch sets it. */
  readonly auctionEnds?: number;
};

/** When an exchange trades. Dates look like `2026-09-30`. */
export interface TradingHours {
  readonly zone: Zone;
  /** Undefined on a day without trading. */
  courseOn(date: string): Course | undefined;
  /** Numbers the trading days without gaps. */
  sessionNumber(date: string): number;
}

/**
 * Session numbers skip the holidays of this year and later ones. Before it, no exchange of the
 * mainland existed.
 */
const FIRST_YEAR = 1990;

/**
 * Hong Kong's closing auction ends at a random second of two minutes; the simulator's ends at this
 * one.
 */
const AUCTION_SECONDS = 22;

/** The trading hours of each region, by the same calendars that the product uses. */
export const hoursOf: Readonly<Record<Region, TradingHours>> = {
  mainland: tradingHours(mainland),
  'hong-kong': tradingHours(hongKong),
  'united-states': tradingHours(newYork),
};

function tradingHours(calendar: TradingCalendar): TradingHours {
  const holidays = new Map<number, readonly string[]>();
  const holidaysIn = (year: number): readonly string[] => {
    const known = holidays.get(year) ?? holidaysOf(calendar, year);
    holidays.set(year, known);
    return known;
  };
  const holidaysBefore = (date: string): number => {
    const year = Number(date.slice(0, 4));
    let count = holidaysIn(year).filter((holiday) => holiday < date).length;
    for (let earlier = FIRST_YEAR; earlier < year; earlier++) count += holidaysIn(earlier).length;
    return count;
  };
  return {
    zone: calendar.zone,
    courseOn(date) {
      const day = calendar.dayOf(date);
      return day && courseOf(day);
    },
    sessionNumber: (date) => weekdaysBefore(date) - holidaysBefore(date),
  };
}

function courseOf({ phases, pricedAt }: TradingDay): Course {
  const stretches = phases.flatMap(([opens, session], index) =>
    session === 'open' ? [[opens, phases[index + 1]?.[0] ?? opens] as const] : [],
  );
  const isAuctioned = phases.at(-2)?.[1] === 'auction';
  return { stretches, ...(isAuctioned ? { auctionEnds: pricedAt + AUCTION_SECONDS } : {}) };
}

/** The weekdays of a year without trading. */
function holidaysOf(calendar: TradingCalendar, year: number): readonly string[] {
  const found: string[] = [];
  for (
    const day = new Date(Date.UTC(year, 0));
    day.getUTCFullYear() === year;
    day.setUTCDate(day.getUTCDate() + 1)
  ) {
    const date = day.toISOString().slice(0, 10);
    if (day.getUTCDay() % 6 !== 0 && calendar.dayOf(date) === undefined) found.push(date);
  }
  return found;
}

/** How many weekdays lie between 1970-01-01, a Thursday, and a date. */
function weekdaysBefore(date: string): number {
  const daysSinceMonday = Date.parse(`${date}T00:00:00Z`) / 86_400_000 + 3;
  const weeks = Math.floor(daysSinceMonday / 7);
  return weeks * 5 + Math.min(5, daysSinceMonday - weeks * 7);
}
