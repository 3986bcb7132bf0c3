/** The zones in which exchanges keep their clocks. */
export type Zone = 'Asia/Shanghai' | 'Asia/Hong_Kong' | 'America/New_York';

/** A wall clock's reading. */
export type WallTime = {
  /** Days from 1970-01-01. */
  readonly day: number;
  /** Seconds after midnight. */
  readonly second: number;
};

export const DAY_SECONDS = 24 * 3600;

// Neither has kept daylight saving since 1991, and asking Intl for every request is slow.
const fixedOffsets: Readonly<Record<Zone, number | undefined>> = {
  'Asia/Shanghai': 8 * 3600,
  'Asia/Hong_Kong': 8 * 3600,
  'America/New_York': undefined,
};

const newYorkClock = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  timeZoneName: 'longOffset',
});

/** Seconds that a zone's clocks are ahead of UTC at an instant: 28800 in Shanghai, -14400 in New York in summer. */
export function offsetSeconds(instant: Date, zone: Zone): number {
  const fixed = fixedOffsets[zone];
  if (fixed !== undefined) return fixed;
  const [, hours = '0'] = /GMT([+-]\d\d)/.exec(newYorkClock.format(instant)) ?? [];
  return Number(hours) * 3600;
}

/** What the clocks of a zone show at an instant. */
export function wallTimeOf(instant: Date, zone: Zone): WallTime {
  const seconds = Math.floor(instant.getTime() / 1000) + offsetSeconds(instant, zone);
  const day = Math.floor(seconds / DAY_SECONDS);
  return { day, second: seconds - day * DAY_SECONDS };
}

/** The instant at which the clocks of a zone show a time of the business day, when none is put forward or back. */
export function instantOf({ day, second }: WallTime, zone: Zone): Date {
  const asIfUtc = (day * DAY_SECONDS + second) * 1000;
  const noon = new Date((day * DAY_SECONDS + 17 * 3600) * 1000);
  return new Date(asIfUtc - offsetSeconds(noon, zone) * 1000);
}

/** `2026-09-30`. */
export const dateText = (day: number): string =>
  new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10);

/** `14:10:19`. */
export const clockText = (second: number): string => new Date(second * 1000).toISOString().slice(11, 19);

/** The day of a date such as `2026-09-30`; undefined where it is none. */
export function dayOf(date: string): number | undefined {
  const milliseconds = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000 / DAY_SECONDS;
}

/** Monday is 0. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
