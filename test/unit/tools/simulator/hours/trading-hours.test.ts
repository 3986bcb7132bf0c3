import { hongKongHours } from '../../../../../tools/simulator/hours/hong-kong.ts';
import { mainlandHours } from '../../../../../tools/simulator/hours/mainland.ts';
import { newYorkHours } from '../../../../../tools/simulator/hours/new-york.ts';
import type { TradingHours } from '../../../../../tools/simulator/hours/trading-hours.ts';
import { dateText, dayOf, weekdayOf } from '../../../../../tools/simulator/zoned-time.ts';

const courseOn = (hours: TradingHours, date: string) => hours.courseOn(dayOf(date) ?? Number.NaN);

/** The weekdays of a year without trade. */
function holidaysOf(hours: TradingHours, year: number): readonly string[] {
  const first = dayOf(`${year}-01-01`) ?? 0;
  return Array.from({ length: 365 }, (_, n) => first + n)
    .filter((day) => weekdayOf(day) < 5 && hours.courseOn(day) === undefined)
    .map(dateText);
}

test('Hong Kong’s holidays of 2026 are the gazetted ones', () => {
  expect(holidaysOf(hongKongHours, 2026).map((date) => date.slice(5))).toEqual(
    '01-01 02-17 02-18 02-19 04-03 04-06 04-07 05-01 05-25 06-19 07-01 10-01 10-19 12-25'.split(' '),
  );
});

test('New York’s holidays of 2026 are those the exchange announced', () => {
  expect(holidaysOf(newYorkHours, 2026).map((date) => date.slice(5))).toEqual(
    '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25'.split(' '),
  );
});

test('the mainland keeps the long holidays, and make-up workdays are no trading days', () => {
  for (const date of ['2021-10-04', '2024-02-09', '2026-02-16', '2026-09-25', '2026-10-07', '2026-10-10'])
    expect(courseOn(mainlandHours, date)).toBeUndefined();
  for (const date of ['2021-11-18', '2026-02-24', '2026-10-08'])
    expect(courseOn(mainlandHours, date)).toBeDefined();
});

test('the trading days of ten years are numbered without a gap', () => {
  for (const hours of [mainlandHours, hongKongHours, newYorkHours]) {
    let last: number | undefined;
    for (let day = dayOf('2017-01-01') ?? 0; day < (dayOf('2027-01-01') ?? 0); day++) {
      if (hours.courseOn(day) === undefined) continue;
      const number = hours.sessionNumber(day);
      expect(number).toBe((last ?? number - 1) + 1);
      last = number;
    }
  }
});
