import { type DateParts, type DayPeriod, datePartsAt } from './date-parts.ts';
import { CHINESE_ZONES, instantAtZone, zoneNamed } from './time-zones.ts';

/** The default zone of dates without a zone (`DEFAULT_TIME_ZONE`). */
export const CHINA = 'Asia/Shanghai';

/** The first and last year (UTC) of an article. */
const MIN_YEAR = 1900;
const MAX_YEAR = 2100;

/** A longer text is not a date. */
const MAX_DATE_CHARACTERS = 100;
/** How much of a text {@link findDate} searches, and at how many places it tries to read a date. */
const MAX_SEARCHED_CHARACTERS = 200;
const MAX_TRIED = 10;

/**
 * Reads a date in any of the forms that posts, feeds, pages and scrapers write, and returns it as
 * ISO 8601 in UTC. Returns null if the text is not exactly one date, or a date before 1900 or after
 * 2100.
 *
 * - Dates: `2021-11-18`, `2021/11/18`, `2021.11.18`, `2021年11月18日`, `二〇二一年十一月十八日`, `20211118`, `18
 *   Nov 2021`, `18-Nov-21`, `18/Nov/2021`, `November 18, 2021`, `十一月 18, 2021`, `Nov 18 23:21:52
 *   2021`. Two-digit years only beside `年` or a month's name (RFC 2822, 4.3).
 * - Times: `23:21`, `23:21:52.123`, `11:21 PM`, `下午3:05`, `15时05分`, `9点半`. Without a time it is the
 *   start of the day.
 * - Zones: `Z`, `+08:00`, `+0800`, `+8`, `GMT+8`, `UTC+08:00`, `GMT`, `EST` and other names,
 *   `北京时间`, `Asia/Shanghai`. `CST` is China's. Without a zone it is `timeZone`. An offset outweighs
 *   a name next to it.
 * - Seconds or milliseconds since 1970: `1637248912`, `1637248912000`.
 *
 * A weekday may be anywhere and is not checked. Comments in parentheses are ignored, except for the
 * name of a zone. `18/11/2021` and `11/18/2021` are ambiguous and are refused.
 *
 * @param timeZone the IANA name of the zone of dates without a zone.
 */
export function readDate(text: string, timeZone: string): string | null {
  if (text.length > MAX_DATE_CHARACTERS) return null;
  const tidy = normalized(text);
  const parts = datePartsAt(tidy, 0);
  return parts.end === tidy.length ? instantOf(parts, timeZone) : ofEpoch(tidy);
}

/** Like {@link readDate}, but other text may surround the date. */
export function findDate(text: string, timeZone: string): string | null {
  const whole = readDate(text, timeZone);
  if (whole !== null) return whole;
  const searched = normalized(text.slice(0, MAX_SEARCHED_CHARACTERS));
  let tried = 0;
  for (const { index } of searched.matchAll(DATE_START)) {
    if (++tried > MAX_TRIED) break;
    const found = instantOf(datePartsAt(searched, index), timeZone);
    if (found !== null) return found;
  }
  return null;
}

/**
 * Where a date may start inside a text: at a year, at a day before the name of a month, or at the
 * name of a weekday, a month or a zone.
 */
const DATE_START = new RegExp(
  [
    String.raw`(?<!\d)\d{4}(?=\s?[-/.:年])`,
    String.raw`(?<![\dA-Za-z])(?:\d{1,2}(?:st|nd|rd|th)?[\s./-]{1,2}(?:[a-z]{3}|\d{1,2}月)|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[\s,.]{1,2}\S)`,
    String.raw`(?<![A-Za-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[\s/-]\d`,
    ...CHINESE_ZONES,
  ].join('|'),
  'gi',
);

/**
 * Converts full-width digits and Chinese numerals to ASCII, and removes comments (RFC 822, 3.4.3)
 * that name no zone.
 */
function normalized(text: string): string {
  let tidy = text.normalize('NFKC').replace(NUMERALS, arabic);
  // Comments may nest.
  for (let depth = 0; depth < 3 && tidy.includes('('); depth++)
    tidy = tidy.replace(/\(([^()]*)\)/g, uncommented);
  return tidy.trim();
}

function uncommented(_comment: string, text: string): string {
  const isZone = zoneNamed(text.trim()) !== undefined || /^\s?(?:GMT|UTC)\s?[+-]\d/i.test(text);
  return isZone ? ` ${text} ` : ' ';
}

const DIGITS = '〇一二三四五六七八九';
/** The numerals of a year, a month or a day. */
const NUMERALS = /[〇○零一二三四五六七八九十廿]{1,4}(?=[年月日号])/g;

/** `二〇二一` is 2021, `十八` is 18, `三十` is 30. */
function arabic(numerals: string): string {
  const digits = numerals.replace(/[○零]/g, '〇').replace('廿', '二十');
  const [tens, ones] = digits.includes('十') ? digits.split('十') : [];
  if (tens === undefined || ones === undefined)
    return [...digits].map((digit) => DIGITS.indexOf(digit)).join('');
  return `${tens === '' ? 1 : DIGITS.indexOf(tens)}${ones === '' ? 0 : DIGITS.indexOf(ones)}`;
}

/**
 * Reads ten digits as seconds and thirteen as milliseconds. Returns null if they may be a day and
 * its hour, such as `2021111823`.
 */
function ofEpoch(text: string): string | null {
  const match = /^(\d{10})(?:\.?(\d{3}))?$/.exec(text);
  if (!match || /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(text)) return null;
  return inRange(Number(match[1]) * 1000 + Number(match[2] ?? 0));
}

function instantOf(parts: DateParts, timeZone: string): string | null {
  const { year = 0, month = 0, day = 0, minute = 0, second = 0, millisecond = 0 } = parts;
  const zone = parts.offset ?? parts.zone ?? timeZone;
  const hour = hourOf(parts);
  // Allow one more year on each side, because the zone may move the date into the range.
  if (hour === null || year < MIN_YEAR - 1 || year > MAX_YEAR + 1) return null;
  // A leap second is the first second of the next minute.
  if (minute > 59 || second > (minute === 59 ? 60 : 59)) return null;
  if (parts.hour === 24 && minute + second + millisecond > 0) return null;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // Date turns February 30 into a day in March.
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null;
  const wall = midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
  return inRange(typeof zone === 'number' ? wall - zone * 60_000 : instantAtZone(wall, zone));
}

function inRange(ms: number): string | null {
  const instant = new Date(ms);
  const year = instant.getUTCFullYear();
  return year >= MIN_YEAR && year <= MAX_YEAR ? instant.toISOString() : null;
}

/**
 * Returns an hour from 0 to 24, or null if no clock shows it. 24 is the end of the day in ISO 8601
 * and at night.
 */
function hourOf({ hour, dayPeriod }: DateParts): number | null {
  if (hour === undefined) return 0;
  if (hour > 24 || (hour > 12 && dayPeriod === 'morning')) return null;
  return dayPeriod === undefined || hour > 12 ? hour : HOURS[dayPeriod](hour);
}

/** Converts an hour from 0 to 12 to the hour of the day. */
const HOURS: Readonly<Record<DayPeriod, (hour: number) => number>> = {
  morning: (hour) => hour % 12,
  noon: (hour) => (hour < 10 ? hour + 12 : hour),
  afternoon: (hour) => (hour % 12) + 12,
  // 夜里1点 is at the start of the day, 晚上12点 at its end.
  night: (hour) => (hour < 5 ? hour : hour + 12),
};
