import chineseDays from 'chinese-days';
import { dateAfter } from './dates.ts';

/** The years whose months the tables have. */
const FIRST_YEAR = 1901;
const LAST_YEAR = 2099;
/** The first day of the lunar year 1901. */
const FIRST_DAY = '1901-02-19';

/**
 * The date of a day of China's lunar calendar, not of a leap month; undefined where the tables have no such year. Counted from the
 * months' lengths: the package's own conversions are a day off where the machine's zone is west of Greenwich.
 */
export function lunarDate(year: number, month: number, day: number): string | undefined {
  if (year < FIRST_YEAR || year > LAST_YEAR) return undefined;
  let days = day - 1;
  for (let earlier = FIRST_YEAR; earlier < year; earlier++) days += daysBefore(earlier, 13);
  return dateAfter(FIRST_DAY, days + daysBefore(year, month));
}

/** How many days of a lunar year lie before one of its months; before the 13th, all. */
function daysBefore(year: number, month: number): number {
  const { leapMonth = 13, days: leapDays = 0 } = chineseDays.getYearLeapMonth(year);
  let days = leapMonth < month ? leapDays : 0;
  for (let earlier = 1; earlier < month; earlier++) days += chineseDays.monthDays(year, earlier);
  return days;
}

/** Ching Ming, the day on which the sun stands at 15 degrees; by the usual formula for the years 2000 to 2099. */
export function chingMing(year: number): string {
  const inCentury = year % 100;
  const day = Math.floor(inCentury * 0.2422 + 4.81) - Math.floor(inCentury / 4);
  return `${String(year).padStart(4, '0')}-04-${String(day).padStart(2, '0')}`;
}
