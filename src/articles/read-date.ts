import { instantAtZone, isTimeZone } from './civil-time.ts';

/** The zone of dates that name none, unless `DEFAULT_TIME_ZONE` says otherwise. */
export const CHINA = 'Asia/Shanghai';

/** The first and the last year (UTC) that an article may be of. */
export const MIN_YEAR = 1900;
export const MAX_YEAR = 2100;

/** A longer text is no date. */
const MAX_DATE_CHARACTERS = 100;
/** How much of a text {@link findDate} looks at. */
const MAX_SEARCHED_CHARACTERS = 200;

/**
 * Reads a date in any of the forms that posts, feeds, pages and scrapers write, and returns it as ISO 8601 in UTC; null if
 * the text is anything but one date, or a date before 1900 or after 2100.
 *
 * - Dates: `2021-11-18`, `2021/11/18`, `2021.11.18`, `2021年11月18日`, `20211118`, `18 Nov 2021`, `18-Nov-21`,
 *   `November 18, 2021`, `Nov 18 23:21:52 2021`. Two-digit years only beside a month's name (RFC 2822, 4.3).
 * - Times: `23:21`, `23:21:52.123`, `11:21 PM`, `下午3:05`, `15时05分`. Without a time it is the day's beginning.
 * - Zones: `Z`, `+08:00`, `+0800`, `+8`, `GMT+8`, `UTC+08:00`, `GMT`, `EST` and other names, `北京时间`, `[Asia/Shanghai]`.
 *   `CST` is China's. Without a zone it is `timeZone`.
 *
 * A weekday may stand anywhere and is not checked, comments in parentheses are ignored. `18/11/2021` and `11/18/2021` are
 * ambiguous and are refused.
 *
 * @param timeZone the IANA name of the zone of dates that name none.
 */
export function readDate(text: string, timeZone: string): string | null {
  if (text.length > MAX_DATE_CHARACTERS) return null;
  const tidy = normalized(text);
  const parts = partsAt(tidy, 0);
  return parts.end === tidy.length ? instantOf(parts, timeZone) : null;
}

/** Like {@link readDate}, but other text may stand around the date; then the date begins with its year. */
export function findDate(text: string, timeZone: string): string | null {
  const whole = readDate(text, timeZone);
  if (whole !== null) return whole;
  const searched = normalized(text.slice(0, MAX_SEARCHED_CHARACTERS));
  for (const { index } of searched.matchAll(/(?<!\d)\d{4}(?=[-/.年])/g)) {
    const found = instantOf(partsAt(searched, index), timeZone);
    if (found !== null) return found;
  }
  return null;
}

/** Full-width digits and signs become ASCII; comments (RFC 822, 3.4.3) are removed. */
function normalized(text: string): string {
  let tidy = text.normalize('NFKC').replace(/\(\s?(北京时间)\s?\)/g, ' $1 ');
  // A comment may hold comments.
  for (let depth = 0; depth < 3 && tidy.includes('('); depth++) tidy = tidy.replace(/\([^()]*\)/g, ' ');
  return tidy.trim();
}

/** What was read of a date so far. */
interface Parts {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  millisecond?: number;
  isAfternoon?: boolean;
  isNoon?: boolean;
  /** Minutes ahead of UTC, or an IANA name. */
  zone?: number | string;
  hasWeekday?: boolean;
  /** Where the first character stands that is no part of the date. */
  end: number;
}

/** One kind of thing that a date is written with. */
interface Form {
  /** Sticky. */
  readonly pattern: RegExp;
  /** Whether it can stand here, after what was read so far. */
  readonly fits: (parts: Parts) => boolean;
  /** Returns what the match says; null if it says nothing that can be used. */
  readonly read: (match: RegExpExecArray) => Partial<Parts> | null;
}

const MONTHS: readonly string[] = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
];

/** 1 to 12 for `Nov`, `Sept` or `November`; 0 for another word. */
function monthOf(name: string): number {
  const lower = name.toLowerCase();
  return MONTHS.findIndex((month) => month.startsWith(lower)) + 1;
}

function yearOf(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

/** Minutes ahead of UTC, or the zone whose daylight saving time decides. `CST` is China Standard Time in Chinese sources. */
const NAMED_ZONES: Readonly<Record<string, number | string>> = {
  ...{ Z: 0, UT: 0, UTC: 0, GMT: 0, WET: 0 },
  ...{ CST: 480, BJT: 480, HKT: 480, SGT: 480, JST: 540, KST: 540 },
  ...{ EST: -300, EDT: -240, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420 },
  ...{ ET: 'America/New_York', CT: 'America/Chicago', MT: 'America/Denver', PT: 'America/Los_Angeles' },
  ...{ BST: 60, CET: 60, CEST: 120, EET: 120, EEST: 180, MSK: 180, IST: 330, AEST: 600, AEDT: 660 },
  ...{ 北京时间: 480, 美东时间: 'America/New_York' },
};
/** No zone on earth is further from UTC. */
const MAX_OFFSET_HOURS = 14;

function offsetOf(sign: string, hours: string, minutes = '00'): Partial<Parts> | null {
  const offset = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || offset > MAX_OFFSET_HOURS * 60) return null;
  return { zone: sign === '+' ? offset : -offset };
}

const hasNoDate = ({ month }: Parts): boolean => month === undefined;
const hasNoTime = ({ hour }: Parts): boolean => hour === undefined;
const hasNoZone = ({ zone }: Parts): boolean => zone === undefined;

const FORMS: readonly Form[] = [
  { pattern: /[\s,]+/y, fits: () => true, read: () => ({}) },
  {
    // ISO 8601's basic form: 20211118, 20211118T232152, 20211118232152.
    pattern: /(\d{4})(\d{2})(\d{2})(?:[Tt]?(\d{2})(\d{2})(\d{2})?)?(?!\d)/y,
    fits: (parts) => hasNoDate(parts) && hasNoTime(parts),
    read: ([, year, month, day, hour, minute, second]) => ({
      ...{ year: Number(year), month: Number(month), day: Number(day) },
      ...(hour === undefined ? {} : timeOf(hour, minute, second)),
    }),
  },
  {
    pattern: /(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/y,
    fits: hasNoDate,
    read: ([, year, , month, day]) => ({ year: Number(year), month: Number(month), day: Number(day) }),
  },
  {
    pattern: /(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?(?!\d{3})/y,
    fits: hasNoDate,
    read: ([, year, month, day]) => ({ year: Number(year), month: Number(month), day: Number(day) }),
  },
  {
    pattern: /(\d{1,2})(?:st|nd|rd|th)?(?:\s|-|\.\s?)([A-Za-z]{3,9})\.?(?:,\s?|\s|-)(\d{4}|\d{2})(?![\d:])/y,
    fits: hasNoDate,
    read: ([, day, month = '', year = '']) => ({
      year: yearOf(year),
      month: monthOf(month),
      day: Number(day),
    }),
  },
  {
    pattern: /([A-Za-z]{3,9})\.?[\s-](\d{1,2})(?:st|nd|rd|th)?(?:,\s?|\s|-)(\d{4})(?![\d:])/y,
    fits: hasNoDate,
    read: ([, month = '', day, year]) =>
      monthOf(month) === 0 ? null : { year: Number(year), month: monthOf(month), day: Number(day) },
  },
  {
    // The year follows the time: `date`, asctime(3), Java's Date and Weibo's API.
    pattern: /([A-Za-z]{3,9})\s{1,2}(\d{1,2})(?=[\s,])/y,
    fits: hasNoDate,
    read: ([, month = '', day]) =>
      monthOf(month) === 0 ? null : { month: monthOf(month), day: Number(day) },
  },
  {
    pattern: /(\d{4})(?![\d:])/y,
    fits: ({ month, year }) => month !== undefined && year === undefined,
    read: ([, year]) => ({ year: Number(year) }),
  },
  {
    pattern:
      /(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?(?![a-z])\.?|(?:星期|周|礼拜)[一二三四五六日天])/iy,
    fits: ({ hasWeekday }) => hasWeekday !== true,
    read: () => ({ hasWeekday: true }),
  },
  {
    pattern: /T?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?!\d)/iy,
    fits: hasNoTime,
    read: ([, hour, minute, second, fraction]) => timeOf(hour, minute, second, fraction),
  },
  {
    pattern: /T(\d{2})(\d{2})(\d{2})?(?!\d)/iy,
    fits: (parts) => !hasNoDate(parts) && hasNoTime(parts),
    read: ([, hour, minute, second]) => timeOf(hour, minute, second),
  },
  {
    pattern: /(\d{1,2})\s?[时点]\s?(?:(\d{1,2})\s?分)?\s?(?:(\d{1,2})\s?秒)?/y,
    fits: hasNoTime,
    read: ([, hour, minute, second]) => timeOf(hour, minute, second),
  },
  {
    pattern: /(?:a\.?m\.?|上午|早上|早晨|凌晨)(?![a-z])/iy,
    fits: ({ isAfternoon }) => isAfternoon === undefined,
    read: () => ({ isAfternoon: false }),
  },
  {
    pattern: /(?:p\.?m\.?|下午|傍晚|晚上|晚间)(?![a-z])/iy,
    fits: ({ isAfternoon }) => isAfternoon === undefined,
    read: () => ({ isAfternoon: true }),
  },
  {
    pattern: /中午/y,
    fits: ({ isAfternoon }) => isAfternoon === undefined,
    read: () => ({ isAfternoon: false, isNoon: true }),
  },
  { pattern: /at(?=\s)/iy, fits: (parts) => !hasNoDate(parts) && hasNoTime(parts), read: () => ({}) },
  {
    pattern: /(?:GMT|UTC?)\s?([+-])(\d{1,2})(?::?(\d{2}))?(?![\d:])/iy,
    fits: hasNoZone,
    read: ([, sign = '', hours = '', minutes]) => offsetOf(sign, hours, minutes),
  },
  {
    pattern: /([+\-\u2212])(\d{1,2})(?::?(\d{2}))?(?![\d:])/y,
    fits: (parts) => hasNoZone(parts) && !hasNoTime(parts),
    read: ([, sign = '', hours = '', minutes]) => offsetOf(sign, hours, minutes),
  },
  {
    pattern: /(?:[A-Za-z]{1,4}|北京时间|美东时间)(?![A-Za-z])/y,
    fits: hasNoZone,
    read: ([name]) => {
      const zone = Object.hasOwn(NAMED_ZONES, name.toUpperCase())
        ? NAMED_ZONES[name.toUpperCase()]
        : undefined;
      return zone === undefined ? null : { zone };
    },
  },
  {
    // Java's ZonedDateTime, also behind an offset, which then counts.
    pattern: /\[([A-Za-z_]{1,14}(?:\/[A-Za-z_+\-0-9]{1,30}){0,2})\]/y,
    fits: (parts) => !hasNoTime(parts),
    read: ([, name = '']) => (isTimeZone(name) ? { zone: name } : null),
  },
];

function timeOf(
  hour: string | undefined,
  minute: string | undefined = '0',
  second: string | undefined = '0',
  fraction = '0',
): Partial<Parts> {
  return {
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)),
  };
}

/** Reads as far as the text goes on as a date does. */
function partsAt(text: string, from: number): Parts {
  const parts: Parts = { end: from };
  while (parts.end < text.length && readNext(text, parts));
  return parts;
}

/** Reads the next part of a date; returns false if there is none. */
function readNext(text: string, parts: Parts): boolean {
  for (const { pattern, fits, read } of FORMS) {
    if (!fits(parts)) continue;
    pattern.lastIndex = parts.end;
    const match = pattern.exec(text);
    const said = match && read(match);
    if (!said) continue;
    Object.assign(parts, { ...said, zone: parts.zone ?? said.zone, end: pattern.lastIndex });
    return true;
  }
  return false;
}

function instantOf(parts: Parts, timeZone: string): string | null {
  const { year = 0, month = 0, day = 0, minute = 0, second = 0, millisecond = 0, zone = timeZone } = parts;
  const hour = hourOf(parts);
  // Allow one more year on each side, because the zone may move the date into the range.
  if (hour === null || year < MIN_YEAR - 1 || year > MAX_YEAR + 1) return null;
  if (minute > 59 || second > 59 || (hour === 24 && minute + second + millisecond > 0)) return null;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // Of February 30 Date makes a day in March.
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null;
  const wall = midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
  const instant = new Date(typeof zone === 'number' ? wall - zone * 60_000 : instantAtZone(wall, zone));
  const instantYear = instant.getUTCFullYear();
  return instantYear >= MIN_YEAR && instantYear <= MAX_YEAR ? instant.toISOString() : null;
}

/** 0 to 24 (the end of the day in ISO 8601); null if no clock shows the hour. */
function hourOf({ hour = 0, isAfternoon, isNoon }: Parts): number | null {
  if (hour > 24) return null;
  if (isAfternoon === undefined) return hour;
  if (isNoon) return hour < 10 ? hour + 12 : hour;
  if (isAfternoon) return hour < 12 ? hour + 12 : hour;
  if (hour > 12) return null;
  return hour === 12 ? 0 : hour;
}
