import { weekdayOf } from '../../../../../src/quotes/calendars/dates.ts';
import { hongKong } from '../../../../../src/quotes/calendars/hong-kong.ts';
import { mainland } from '../../../../../src/quotes/calendars/mainland.ts';
import { newYork } from '../../../../../src/quotes/calendars/new-york.ts';
import type { TradingCalendar } from '../../../../../src/quotes/calendars/trading-calendar.ts';

/**
 * Returns the weekdays of a year on which an exchange is closed, as `MM-DD`. An `h` marks an early
 * close.
 */
function closuresOf(calendar: TradingCalendar, year: number): string {
  const ordinary = calendar.dayOf('2026-03-09')?.pricedAt;
  const closures: string[] = [];
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10);
    const pricedAt = calendar.dayOf(date)?.pricedAt;
    if (weekdayOf(date) === 0 || weekdayOf(date) === 6) expect(pricedAt).toBeUndefined();
    else if (pricedAt === undefined) closures.push(date.slice(5));
    else if (pricedAt !== ordinary) closures.push(`${date.slice(5)}h`);
  }
  return closures.join(' ');
}

test.each([
  [2021, '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 11-26h 12-24'],
  // New Year fell on a Saturday and had no closure. Juneteenth was new.
  [2022, '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 11-25h 12-26'],
  [2025, '01-01 01-20 02-17 04-18 05-26 06-19 07-03h 07-04 09-01 11-27 11-28h 12-24h 12-25'],
  [2026, '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 11-27h 12-24h 12-25'],
])('New York is closed on the right days in %d', (year, closures) => {
  expect(closuresOf(newYork, year)).toBe(closures);
});

test.each([
  // Ching Ming fell on Easter Sunday, so both it and Easter Monday moved to later days.
  [
    2021,
    '01-01 02-11h 02-12 02-15 04-02 04-05 04-06 05-19 06-14 07-01 09-22 10-01 10-14 12-24h 12-27 12-31h',
  ],
  [2022, '01-31h 02-01 02-02 02-03 04-05 04-15 04-18 05-02 05-09 06-03 07-01 09-12 10-04 12-26 12-27'],
  [
    2026,
    '01-01 02-16h 02-17 02-18 02-19 04-03 04-06 04-07 05-01 05-25 06-19 07-01 10-01 10-19 12-24h 12-25 12-31h',
  ],
])('Hong Kong is closed on the right days in %d', (year, closures) => {
  expect(closuresOf(hongKong, year)).toBe(closures);
});

test('the mainland is closed in the golden weeks, and its calendar ends in 2026', () => {
  expect(closuresOf(mainland, 2026)).toMatch(/^01-01 01-02 02-16 .*10-01 10-02 10-05 10-06 10-07$/);
  expect(mainland.isKnown('2026-12-31')).toBe(true);
  expect(mainland.isKnown('2027-01-01')).toBe(false);
  expect(mainland.dayOf('2027-10-01')).toBeDefined();
});
