import chineseDays from 'chinese-days';
import { dateAfter } from './dates.ts';

/** The years that the tables of the package cover. */
const FIRST_YEAR = 1901;
const LAST_YEAR = 2099;
/** The first day of the lunar year 1901. */
const FIRST_DAY = '1901-02-19';

/**
 * The date of a day in China's lunar calendar, in an ordinary month. Undefined if the tables do not
 * cover the year. We count from the lengths of the months, because the package's own conversions
 * are a day off in time zones west of Greenwich.
 */
export function lunarDate(year: number, month: number, day: number): string | undefined {
  if (year < FIRST_YEAR || year > LAST_YEAR) return undefined;
  let days = day - 1;
  for (let earlier = FIRST_YEAR; earlier < year; earlier++) days += daysBefore(earlier, 13);
  return dateAfter(FIRST_DAY, days + daysBefore(year, month));
}

/** The number of days of a lunar year before one of its months. Before month 13: all its days. */
function daysBefore(year: number, month: number): number {
  const { leapMonth = 13, days: leapDays = 0 } = chineseDays.getYearLeapMonth(year);
  let days = leapMonth < month ? leapDays : 0;
  for (let earlier = 1; earlier < month; earlier++) days += chineseDays.monthDays(year, earlier);
  return days;
}

/**
 * Ching Ming, when the sun's longitude is 15 degrees. The usual formula for the years 2000 to 2099.
 */
export function chingMing(year: number): string {
  const inCentury = year % 100;
  const day = Math.floor(inCentury * 0.2422 + 4.81) - Math.floor(inCentury / 4);
  return `${String(year).padStart(4, '0')}-04-${String(day).padStart(2, '0')}`;
}
