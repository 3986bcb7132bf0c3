import { dateAfter, easterSunday, nthWeekday, weekdayOf } from './dates.ts';
import type { TradingCalendar, TradingDay } from './trading-calendar.ts';

const WHOLE_DAY: TradingDay = dayUntil(16);
/** The eves of Independence Day and Christmas, and the day after Thanksgiving. */
const HALF_DAY: TradingDay = dayUntil(13);

function dayUntil(hour: number): TradingDay {
  return {
    phases: [
      [0, 'pre'],
      [9.5 * 3600, 'open'],
      [hour * 3600, 'closed'],
    ],
    pricedAt: hour * 3600,
  };
}

/**
 * The regular sessions of the New York exchanges, with the holidays of NYSE Rule 7.2 as of 2022.
 * Closures for mourning or storms are not covered.
 */
export const newYork: TradingCalendar = {
  zone: 'America/New_York',
  isKnown: () => true,
  dayOf(date) {
    const weekday = weekdayOf(date);
    if (weekday === 0 || weekday === 6 || holidaysOf(Number(date.slice(0, 4))).has(date)) return undefined;
    return isHalfDay(date) ? HALF_DAY : WHOLE_DAY;
  },
};

function isHalfDay(date: string): boolean {
  const year = Number(date.slice(0, 4));
  return [`${year}-07-03`, `${year}-12-24`, dateAfter(nthWeekday(year, 11, THURSDAY, 4), 1)].includes(date);
}

const MONDAY = 1;
const THURSDAY = 4;

const known = new Map<number, ReadonlySet<string>>();

function holidaysOf(year: number): ReadonlySet<string> {
  const cached = known.get(year);
  if (cached) return cached;
  const days = new Set([
    ...newYearsDay(year),
    nthWeekday(year, 1, MONDAY, 3),
    nthWeekday(year, 2, MONDAY, 3),
    dateAfter(easterSunday(year), -2),
    lastMondayOfMay(year),
    ...(year >= 2022 ? [observed(`${year}-06-19`)] : []),
    observed(`${year}-07-04`),
    nthWeekday(year, 9, MONDAY, 1),
    nthWeekday(year, 11, THURSDAY, 4),
    observed(`${year}-12-25`),
  ]);
  known.set(year, days);
  return days;
}

// On a Saturday it is not observed at all, because the Friday before ends the accounting year.
function newYearsDay(year: number): readonly string[] {
  const date = `${year}-01-01`;
  const weekday = weekdayOf(date);
  if (weekday === 6) return [];
  return [weekday === 0 ? `${year}-01-02` : date];
}

/**
 * A holiday on a Saturday is observed on the Friday before, one on a Sunday on the Monday after.
 */
function observed(date: string): string {
  const weekday = weekdayOf(date);
  if (weekday === 6) return dateAfter(date, -1);
  return weekday === 0 ? dateAfter(date, 1) : date;
}

function lastMondayOfMay(year: number): string {
  return dateAfter(nthWeekday(year, 6, MONDAY, 1), -7);
}
