import chineseDays from 'chinese-days';
import { dateAfter } from './trading-hours.ts';

/** The first day of the lunar year 2000, from which the days are counted. */
const origin = { year: 2000, date: '2000-02-05' };

/** The date of a day of China's lunar calendar, `MM-DD`, not of a leap month; from 2000 on. */
export function lunar(year: number, date: string): string {
  const [month = 1, day = 1] = date.split('-').map(Number);
  let days = day - 1 + daysBefore(year, month);
  for (let earlier = origin.year; earlier < year; earlier++) days += daysBefore(earlier, 13);
  return dateAfter(origin.date, days);
}

// The package's conversions depend on the machine's time zone; its tables of months do not.
function daysBefore(year: number, month: number): number {
  const { leapMonth = 13, days: leapDays = 0 } = chineseDays.getYearLeapMonth(year);
  const months = Array.from({ length: month - 1 }, (_, index) => chineseDays.monthDays(year, index + 1));
  return months.reduce((sum, length) => sum + length, leapMonth < month ? leapDays : 0);
}

/** The solar term of early April, by the usual formula for this century. */
export function chingMing(year: number): string {
  const inCentury = year % 100;
  const day = Math.floor(inCentury * 0.2422 + 4.81) - Math.floor(inCentury / 4);
  return `${year}-04-${String(day).padStart(2, '0')}`;
}
