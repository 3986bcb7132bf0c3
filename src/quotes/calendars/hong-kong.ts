import { dateAfter, easterSunday, weekdayOf } from './dates.ts';
import { chingMing, lunarDate } from './lunar.ts';
import type { TradingCalendar, TradingDay } from './trading-calendar.ts';

const WHOLE_DAY: TradingDay = {
  phases: [
    [0, 'pre'],
    [9 * 3600, 'auction'],
    [9.5 * 3600, 'open'],
    [12 * 3600, 'lunch'],
    [13 * 3600, 'open'],
    [16 * 3600, 'auction'],
    [16 * 3600 + 600, 'closed'],
  ],
  // The closing auction ends at a random moment in its last two minutes. Only then is the last
  // price final.
  pricedAt: 16 * 3600 + 480,
};

/** On the eves of the Lunar New Year, Christmas and the New Year. */
const HALF_DAY: TradingDay = {
  phases: [
    [0, 'pre'],
    [9 * 3600, 'auction'],
    [9.5 * 3600, 'open'],
    [12 * 3600, 'auction'],
    [12 * 3600 + 600, 'closed'],
  ],
  pricedAt: 12 * 3600 + 480,
};

/**
 * Hong Kong's exchange observes the general holidays (General Holidays Ordinance, Cap. 149).
 * Closures for typhoons are not covered.
 */
export const hongKong: TradingCalendar = {
  zone: 'Asia/Hong_Kong',
  isKnown: (date) => lunarDate(Number(date.slice(0, 4)), 1, 1) !== undefined,
  dayOf(date) {
    const weekday = weekdayOf(date);
    const year = Number(date.slice(0, 4));
    if (weekday === 0 || weekday === 6) return undefined;
    const { holidays, eves } = closuresOf(year);
    if (holidays.has(date)) return undefined;
    return eves.includes(date) ? HALF_DAY : WHOLE_DAY;
  },
};

interface Closures {
  readonly holidays: ReadonlySet<string>;
  /** Trading ends at noon on these days. */
  readonly eves: readonly string[];
}

const known = new Map<number, Closures>();

function closuresOf(year: number): Closures {
  const cached = known.get(year);
  if (cached) return cached;
  const holidays = new Set<string>();
  for (const date of holidayDatesOf(year).sort()) holidays.add(observedOn(date, holidays));
  const newYear = lunarDate(year, 1, 1);
  const eves = [`${year}-12-24`, `${year}-12-31`, ...(newYear ? [dateAfter(newYear, -1)] : [])];
  const closures = { holidays, eves };
  known.set(year, closures);
  return closures;
}

function holidayDatesOf(year: number): string[] {
  const easter = easterSunday(year);
  const newYear = lunarDate(year, 1, 1);
  const midAutumn = lunarDate(year, 8, 15);
  const lunar = [
    ...(newYear ? [newYear, dateAfter(newYear, 1), dateAfter(newYear, 2)] : []),
    lunarDate(year, 4, 8),
    lunarDate(year, 5, 5),
    ...(midAutumn ? [dateAfter(midAutumn, 1)] : []),
    lunarDate(year, 9, 9),
  ].filter((date) => date !== undefined);
  return [
    ...lunar,
    ...['01-01', '05-01', '07-01', '10-01', '12-25', '12-26'].map((date) => `${year}-${date}`),
    ...[-2, -1, 1].map((days) => dateAfter(easter, days)),
    chingMing(year),
  ];
}

/** A holiday on a Sunday or on another holiday moves to the next day that is neither. */
function observedOn(date: string, taken: ReadonlySet<string>): string {
  let day = date;
  while (weekdayOf(day) === 0 || taken.has(day)) day = dateAfter(day, 1);
  return day;
}
