/** The zones of the exchanges that are quoted (IANA). */
export type Zone = 'Asia/Shanghai' | 'Asia/Hong_Kong' | 'America/New_York';

/** The date and time that a wall clock shows. */
export interface LocalTime {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Seconds after midnight. */
  readonly second: number;
}

/** The wall clock of a zone at an instant. */
export function localTimeAt(instant: Date, zone: Zone): LocalTime {
  // The UTC fields of the shifted date are the local time.
  const shifted = new Date(instant.getTime() + offsetAt(instant, zone));
  const second = shifted.getUTCHours() * 3600 + shifted.getUTCMinutes() * 60 + shifted.getUTCSeconds();
  return { date: shifted.toISOString().slice(0, 10), second };
}

/**
 * The instant at which a zone's wall clock shows a date and time. Null if there is no such date or
 * time. In the hour that occurs twice it is the first one. In the hour that is skipped the clock
 * counts as not yet changed.
 */
export function instantAt({ date, second }: LocalTime, zone: Zone): Date | null {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // `Date` turns February 30 into a day in March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return null;
  if (!(second >= 0 && second < 86_400)) return null;
  const wall = midnight + second * 1000;
  // Clocks change at night, so the offset some hours earlier is the one before the change.
  const before = wall - offsetAt(new Date(wall - 4 * HOUR_MS), zone);
  const after = wall - offsetAt(new Date(before), zone);
  return new Date(wall - offsetAt(new Date(after), zone) === after ? after : before);
}

const HOUR_MS = 3_600_000;

/** How far a zone is ahead of UTC, in milliseconds. */
function offsetAt(instant: Date, zone: Zone): number {
  // Neither has had daylight saving time since 1991.
  return zone === 'America/New_York' ? newYorkOffsetAt(instant) : 8 * HOUR_MS;
}

/** 15 U.S.C. 260a: from 2 a.m. on March's second Sunday to 2 a.m. on November's first. */
function newYorkOffsetAt(instant: Date): number {
  const year = instant.getUTCFullYear();
  const start = sundayOfMonth(year, 2, 2) + 7 * HOUR_MS;
  const end = sundayOfMonth(year, 10, 1) + 6 * HOUR_MS;
  return instant.getTime() >= start && instant.getTime() < end ? -4 * HOUR_MS : -5 * HOUR_MS;
}

/** Midnight UTC of a month's nth Sunday. */
function sundayOfMonth(year: number, month: number, nth: number): number {
  const firstWeekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + ((7 - firstWeekday) % 7) + 7 * (nth - 1));
}
