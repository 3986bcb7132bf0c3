import { easterSunday } from './easter.ts';
import { dateAfter, tradingHours } from './trading-hours.ts';

/** New York's exchanges, Nasdaq among them. Before 09:30 and after 16:00 there is trade too, outside of the session. */
export const newYorkHours = tradingHours({
  zone: 'America/New_York',
  wholeDay: { stretches: [[9.5 * 3600, 16 * 3600]] },
  halfDay: { stretches: [[9.5 * 3600, 13 * 3600]] },
  holidays: (year) => [
    ...newYear(year),
    nth(year, 1, MONDAY, 3),
    nth(year, 2, MONDAY, 3),
    dateAfter(easterSunday(year), -2),
    dateAfter(nth(year, 6, MONDAY, 1), -7),
    ...(year < 2022 ? [] : [observed(`${year}-06-19`)]),
    observed(`${year}-07-04`),
    nth(year, 9, MONDAY, 1),
    nth(year, 11, THURSDAY, 4),
    observed(`${year}-12-25`),
  ],
  halfDays: (year) => [`${year}-07-03`, dateAfter(nth(year, 11, THURSDAY, 4), 1), `${year}-12-24`],
});

const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** A month's nth weekday. */
function nth(year: number, month: number, day: number, n: number): string {
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  return dateAfter(first, ((day - weekday(first) + 7) % 7) + 7 * (n - 1));
}

function observed(date: string): string {
  if (weekday(date) === SATURDAY) return dateAfter(date, -1);
  return weekday(date) === SUNDAY ? dateAfter(date, 1) : date;
}

/** On a Saturday it is not kept. */
const newYear = (year: number): readonly string[] =>
  weekday(`${year}-01-01`) === SATURDAY ? [] : [observed(`${year}-01-01`)];
