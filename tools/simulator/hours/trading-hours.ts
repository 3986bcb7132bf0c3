import { dateText, weekdayOf, type Zone } from '../zoned-time.ts';

/** The course of a trading day; all times are seconds after midnight in the exchange's zone. */
export type Course = {
  /** Continuous trading, from its opening to its close. */
  readonly stretches: readonly (readonly [opens: number, closes: number])[];
  /** When a closing auction makes the last price; without one the last stretch does. */
  readonly auctionEnds?: number;
};

/** What an exchange says about its days. */
export type Rules = {
  readonly zone: Zone;
  readonly wholeDay: Course;
  readonly halfDay: Course;
  /** The dates of a year without any trade, such as `2026-10-01`; those on weekends may stand among them or not. */
  holidays(year: number): readonly string[];
  /** The dates of a year on which trade ends early. */
  halfDays(year: number): readonly string[];
};

/** When an exchange trades. Days count from 1970-01-01. */
export interface TradingHours {
  readonly zone: Zone;
  /** Undefined on a day without trade. */
  courseOn(day: number): Course | undefined;
  /** Trading days are numbered through: the one before has the number before. */
  sessionNumber(day: number): number;
}

/** Holidays are known in these years; in others every weekday is a trading day. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2050;

/** The trading hours that follow from an exchange's rules. */
export function tradingHours({ zone, wholeDay, halfDay, holidays, halfDays }: Rules): TradingHours {
  let closedDays: readonly number[] | undefined;
  const closed = (): readonly number[] => {
    closedDays ??= allYears(holidays).filter((day) => weekdayOf(day) < 5);
    return closedDays;
  };
  let shortDays: ReadonlySet<number> | undefined;
  const short = (): ReadonlySet<number> => {
    shortDays ??= new Set(allYears(halfDays));
    return shortDays;
  };
  return {
    zone,
    courseOn(day) {
      if (weekdayOf(day) > 4 || closed()[countBefore(closed(), day)] === day) return undefined;
      return short().has(day) ? halfDay : wholeDay;
    },
    sessionNumber: (day) => weekdaysBefore(day) - countBefore(closed(), day),
  };
}

function allYears(datesIn: (year: number) => readonly string[]): readonly number[] {
  const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, i) => FIRST_YEAR + i);
  const days = new Set(years.flatMap(datesIn).map((date) => Date.parse(`${date}T00:00:00Z`) / 86_400_000));
  return [...days].sort((a, b) => a - b);
}

/** How many of the sorted days come before a day. */
function countBefore(days: readonly number[], day: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? 0) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

const weekdaysBefore = (day: number): number => Math.floor((day + 3) / 7) * 5 + Math.min(5, weekdayOf(day));

/** The date so many days later. */
export const dateAfter = (date: string, days: number): string =>
  dateText(Date.parse(`${date}T00:00:00Z`) / 86_400_000 + days);
