/*
 * Calendar dates without a time: `YYYY-MM-DD`. Sunday is weekday 0. January is month 1.
 */

const DAY_MS = 86_400_000;

export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/** The date that many days later. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The nth Monday of a month, for example. */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): string {
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  return dateAfter(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1));
}

/** Gregorian Easter, by the anonymous algorithm of 1876. */
export function easterSunday(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const correction = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const shift = Math.floor((golden + 11 * epact) / 319);
  const toSunday =
    (2 * (century % 4) + 2 * Math.floor(inCentury / 4) - (inCentury % 4) - epact + shift + 32) % 7;
  const month = Math.floor((epact - shift + toSunday + 90) / 25);
  const day = (epact - shift + toSunday + month + 19) % 32;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
