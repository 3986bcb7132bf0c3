import { CHINESE_ZONES, offsetOf, type Zone, zoneNamed } from './time-zones.ts';

/** The parts of a date that were read. */
export interface DateParts {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  millisecond?: number;
  dayPeriod?: DayPeriod;
  /** Minutes ahead of UTC, as written. It outweighs the name of a zone next to it. */
  offset?: number;
  zone?: Zone;
  hasWeekday?: boolean;
  /** The offset of the first character after the date. */
  end: number;
}

export type DayPeriod = 'morning' | 'noon' | 'afternoon' | 'night';

/** A date has about ten parts, including blanks. */
const MAX_PARTS = 24;

/**
 * Reads a date at an offset, part by part, in the forms of {@link FORMS}. Stops at the first text
 * that is not part of a date.
 */
export function datePartsAt(text: string, from: number): DateParts {
  const parts: DateParts = { end: from };
  for (let count = 0; count < MAX_PARTS && parts.end < text.length; count++) {
    if (!readNext(text, parts)) break;
  }
  return parts;
}

/** Reads the next part of a date; returns false if there is none. */
function readNext(text: string, parts: DateParts): boolean {
  for (const { pattern, fits, read } of FORMS) {
    if (!fits(parts)) continue;
    pattern.lastIndex = parts.end;
    const match = pattern.exec(text);
    const said = match && read(match);
    if (!said) continue;
    Object.assign(parts, said, {
      // The first of two zones counts: `Z[Asia/Shanghai]`, `+0800 (GMT+08:00)`.
      zone: parts.zone ?? said.zone,
      offset: parts.offset ?? said.offset,
      end: pattern.lastIndex,
    });
    return true;
  }
  return false;
}

/** One way to write a part of a date. */
interface Form {
  /** A sticky pattern. */
  readonly pattern: RegExp;
  /** Whether the part can follow what was read so far. */
  readonly fits: (parts: DateParts) => boolean;
  /** Returns what the match says, or null if that is unusable. */
  readonly read: (match: RegExpExecArray) => Partial<DateParts> | null;
}

const MONTHS: readonly string[] = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
];

/** Returns 1 to 12 for `Nov`, `Sept`, `November` or `11月`, and 0 for another word. */
function monthOf(name: string): number {
  if (name.endsWith('月')) return Number(name.slice(0, -1));
  const lower = name.toLowerCase();
  return MONTHS.findIndex((month) => month.startsWith(lower)) + 1;
}

function yearOf(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

function dayOf(year: string, month: string, day: string | undefined): Partial<DateParts> {
  return { year: yearOf(year), month: Number(month), day: Number(day) };
}

/** Returns a day with a named month, or null if the name is another word. */
function namedDayOf(month: string, day: string | undefined, year?: string): Partial<DateParts> | null {
  if (monthOf(month) === 0) return null;
  const named = { month: monthOf(month), day: Number(day) };
  return year === undefined ? named : { ...named, year: yearOf(year) };
}

function timeOf(
  hour: string | undefined,
  minute: string | undefined = '0',
  second: string | undefined = '0',
  fraction = '0',
): Partial<DateParts> {
  return {
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)),
  };
}

function zoneOffset(sign: string, hours: string, minutes?: string): Partial<DateParts> | null {
  const offset = offsetOf(sign, hours, minutes);
  return offset === undefined ? null : { offset };
}

function zoneName(name: string): Partial<DateParts> | null {
  const zone = zoneNamed(name);
  return zone === undefined ? null : { zone };
}

const hasNoDate = ({ month }: DateParts): boolean => month === undefined;
const hasNoTime = ({ hour }: DateParts): boolean => hour === undefined;
const hasNoOffset = ({ offset }: DateParts): boolean => offset === undefined;
const hasNoPeriod = ({ dayPeriod }: DateParts): boolean => dayPeriod === undefined;
const hasOnlyDate = (parts: DateParts): boolean => !hasNoDate(parts) && hasNoTime(parts);

const NOTHING: Form['read'] = () => ({});

const SEPARATORS: readonly Form[] = [
  { pattern: /[\s,;|·•]+/y, fits: () => true, read: NOTHING },
  // 2021-11-18_23:21, 18/Nov/2021:23:21, 18 Nov 2021 - 23:21.
  { pattern: /[-_/:–—~]\s?(?=\d{1,2}:\d{2})/y, fits: hasOnlyDate, read: NOTHING },
  { pattern: /at(?=\s)/iy, fits: hasOnlyDate, read: NOTHING },
];

const DAYS: readonly Form[] = [
  {
    // ISO 8601's basic form: 20211118, 20211118T232152, 20211118232152. File names have
    // 20211118-232152.
    pattern: /(\d{4})(\d{2})(\d{2})(?:[Tt]?(\d{2})(\d{2})(\d{2})?|[ -](\d{2})(\d{2})(\d{2}))?(?!\d)/y,
    fits: (parts) => hasNoDate(parts) && hasNoTime(parts),
    read: ([, year = '', month = '', day, ...times]) => {
      const [hour, minute, second] = times.filter((time) => time !== undefined);
      return { ...dayOf(year, month, day), ...(hour === undefined ? {} : timeOf(hour, minute, second)) };
    },
  },
  {
    // Exif writes colons.
    pattern: /(\d{4})([-/: ]|\.\s?)(\d{1,2})\2(\d{1,2})(?!\d)(?:\.(?=\s|$))?/y,
    fits: hasNoDate,
    read: ([, year = '', , month = '', day]) => dayOf(year, month, day),
  },
  {
    pattern: /(\d{4}|\d{2})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?(?!\d{3})/y,
    fits: hasNoDate,
    read: ([, year = '', month = '', day]) => dayOf(year, month, day),
  },
  {
    pattern:
      /(\d{1,2})(?:st|nd|rd|th)?(?:\s|[-/]|\.\s?)([A-Za-z]{3,9}|\d{1,2}月)\.?(?:,\s?|\s|[-/])'?(\d{4}(?!\d)|\d{2}(?![\d:月]))/y,
    fits: hasNoDate,
    read: ([, day, month = '', year]) => namedDayOf(month, day, year),
  },
  {
    pattern: /([A-Za-z]{3,9}|\d{1,2}月)\.?[\s/-](\d{1,2})(?:st|nd|rd|th)?(?:,\s?|\s|[-/])(\d{4})(?!\d)/y,
    fits: hasNoDate,
    read: ([, month = '', day, year]) => namedDayOf(month, day, year),
  },
  {
    pattern: /(\d{4})(?:,\s?|\s|[-/])([A-Za-z]{3,9})\.?(?:\s|[-/])(\d{1,2})(?:st|nd|rd|th)?(?![\d:])/y,
    fits: hasNoDate,
    read: ([, year, month = '', day]) => namedDayOf(month, day, year),
  },
  {
    // The year follows the time in the output of `date` and asctime(3), in Java's Date and in
    // Weibo's API.
    pattern: /([A-Za-z]{3,9}|\d{1,2}月)\s{1,2}(\d{1,2})(?=[\s,])/y,
    fits: hasNoDate,
    read: ([, month = '', day]) => namedDayOf(month, day),
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
];

const TIMES: readonly Form[] = [
  {
    pattern: /T?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,:](\d{1,12}))?)?(?!\d)/iy,
    fits: hasNoTime,
    read: ([, hour, minute, second, fraction]) => timeOf(hour, minute, second, fraction),
  },
  {
    pattern: /T(\d{2})(?:(\d{2})(\d{2})?)?(?!\d)/iy,
    fits: hasOnlyDate,
    read: ([, hour, minute, second]) => timeOf(hour, minute, second),
  },
  {
    pattern: /(\d{2})-(\d{2})-(\d{2})(?!\d)/y,
    fits: hasOnlyDate,
    read: ([, hour, minute, second]) => timeOf(hour, minute, second),
  },
  {
    pattern: /(\d{1,2})\s?[时点]\s?(?:(\d{1,2})\s?分|(半))?\s?(?:(\d{1,2})\s?秒)?[整许]?/y,
    fits: hasNoTime,
    read: ([, hour, minute, half, second]) => timeOf(hour, half ? '30' : minute, second),
  },
  {
    pattern: /(\d{1,2})(?=\s?[ap]\.?m(?![a-z]))/iy,
    fits: hasNoTime,
    read: ([, hour]) => timeOf(hour),
  },
  {
    pattern: /(?:a\.?m\.?|上午|早上|早晨|早间|清晨|凌晨|早)(?![a-z])/iy,
    fits: hasNoPeriod,
    read: () => ({ dayPeriod: 'morning' }),
  },
  { pattern: /中午/y, fits: hasNoPeriod, read: () => ({ dayPeriod: 'noon' }) },
  {
    pattern: /(?:p\.?m\.?|下午|午后|傍晚)(?![a-z])/iy,
    fits: hasNoPeriod,
    read: () => ({ dayPeriod: 'afternoon' }),
  },
  {
    pattern: /(?:晚上|晚间|深夜|夜间|夜里|半夜|午夜|晚)/y,
    fits: hasNoPeriod,
    read: () => ({ dayPeriod: 'night' }),
  },
];

const ZONES: readonly Form[] = [
  {
    pattern: /(?:GMT|UTC?)\s?([+-])\s?(\d{1,2})(?::?(\d{2}))?(?![\d:])/iy,
    fits: () => true,
    read: ([, sign = '', hours = '', minutes]) => zoneOffset(sign, hours, minutes),
  },
  {
    pattern: /([+\-\u2212])(\d{1,2})(?::?(\d{2}))?(?![\d:])/y,
    fits: (parts) => hasNoOffset(parts) && !hasNoTime(parts),
    read: ([, sign = '', hours = '', minutes]) => zoneOffset(sign, hours, minutes),
  },
  {
    // A date of XML Schema: 2021-11-18+08:00.
    pattern: /\+(\d{2}):(\d{2})(?![\d:])/y,
    fits: (parts) => hasNoOffset(parts) && hasOnlyDate(parts),
    read: ([, hours = '', minutes]) => zoneOffset('+', hours, minutes),
  },
  {
    // An unescaped plus is a blank in a query: 2021-11-18T23:21:07 08:00, GMT 0800.
    pattern: /(?<=T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?\s|(?:GMT|UTC)\s)(\d{2}):?(\d{2})(?![\d:])/iy,
    fits: (parts) => hasNoOffset(parts) && parts.year !== undefined,
    read: ([, hours = '', minutes]) => zoneOffset('+', hours, minutes),
  },
  {
    pattern: /(?:[A-Za-z]{3,12} ){1,2}Time(?![A-Za-z])|[A-Za-z]{3,4}(?![A-Za-z\d])/iy,
    fits: () => true,
    read: ([name]) => zoneName(name),
  },
  {
    // So few letters are often part of another word: Z世代.
    pattern: /[A-Za-z]{1,2}(?![\p{L}\p{N}])/uy,
    fits: () => true,
    read: ([name]) => zoneName(name),
  },
  {
    pattern: /[A-Za-z]{3,12}\/[A-Za-z_]{2,30}(?:\/[A-Za-z_]{2,30})?(?![A-Za-z])/y,
    fits: () => true,
    read: ([name]) => zoneName(name),
  },
  {
    pattern: new RegExp(CHINESE_ZONES.join('|'), 'y'),
    fits: ({ zone }) => zone === undefined,
    read: ([name]) => zoneName(name),
  },
  {
    // Java's ZonedDateTime adds the zone in brackets.
    pattern: /\[([A-Za-z_]{1,14}(?:\/[A-Za-z_+\-0-9]{1,30}){0,2})\]/y,
    fits: (parts) => !hasNoTime(parts),
    read: ([, name = '']) => zoneName(name),
  },
];

const FORMS: readonly Form[] = [...SEPARATORS, ...DAYS, ...TIMES, ...ZONES];
