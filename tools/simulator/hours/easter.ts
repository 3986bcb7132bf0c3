import { dateAfter } from './trading-hours.ts';

/** Easter Sunday of a year from 1900 to 2099, by Gauss's rule. */
export function easterSunday(year: number): string {
  const moon = (19 * (year % 19) + 24) % 30;
  const toSunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7;
  const isTooLate = toSunday === 6 && (moon === 29 || (moon === 28 && year % 19 > 10));
  return dateAfter(`${year}-03-22`, moon + toSunday - (isTooLate ? 7 : 0));
}
