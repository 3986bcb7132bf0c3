/** Minutes ahead of UTC, or an IANA name. */
export type Zone = number | string;

/**
 * The zones that dates name. A number is minutes ahead of UTC. An IANA name is a zone whose
 * daylight saving time decides. `CST` is China Standard Time in Chinese sources.
 */
const NAMED_ZONES: Readonly<Record<string, Zone>> = {
  ...{ Z: 0, UT: 0, UTC: 0, GMT: 0, WET: 0 },
  ...{ CST: 480, BJT: 480, PRC: 480, HKT: 480, SGT: 480, JST: 540, KST: 540 },
  ...{ EST: -300, EDT: -240, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420 },
  ...{ ET: 'America/New_York', CT: 'America/Chicago', MT: 'America/Denver', PT: 'America/Los_Angeles' },
  ...{ BST: 60, CET: 60, CEST: 120, EET: 120, EEST: 180, MSK: 180, IST: 330, AEST: 600, AEDT: 660 },
  ...{ 'CHINA STANDARD TIME': 480, 'COORDINATED UNIVERSAL TIME': 0, 'GREENWICH MEAN TIME': 0 },
  ...{ 'EASTERN STANDARD TIME': -300, 'EASTERN DAYLIGHT TIME': -240, 'EASTERN TIME': 'America/New_York' },
  ...{ 'PACIFIC STANDARD TIME': -480, 'PACIFIC DAYLIGHT TIME': -420, 'PACIFIC TIME': 'America/Los_Angeles' },
  ...{ 北京时间: 480, 中国标准时间: 480, 中国时间: 480, 东八区: 480, 香港时间: 480, 台北时间: 480 },
  ...{ 东京时间: 540, 首尔时间: 540, 新加坡时间: 480, 格林尼治时间: 0, 格林尼治标准时间: 0, 世界协调时间: 0 },
  ...{ 协调世界时: 0, 伦敦时间: 'Europe/London', 英国时间: 'Europe/London' },
  ...{ 美东时间: 'America/New_York', 美国东部时间: 'America/New_York', 纽约时间: 'America/New_York' },
  ...{ 美国东部标准时间: -300, 美国东部夏令时间: -240, 美西时间: 'America/Los_Angeles' },
  ...{ 美国太平洋时间: 'America/Los_Angeles', 美国西部时间: 'America/Los_Angeles' },
};

/** Zone names at the start of a date in Chinese text: `北京时间2021年11月18日`. */
export const CHINESE_ZONES: readonly string[] = Object.keys(NAMED_ZONES)
  .filter((name) => !/^[A-Z ]+$/.test(name))
  .sort((one, other) => other.length - one.length);

/**
 * Returns the zone for a name in dates, in any case, or for an IANA name. Returns undefined for
 * unknown names.
 */
export function zoneNamed(name: string): Zone | undefined {
  const upper = name.toUpperCase();
  if (Object.hasOwn(NAMED_ZONES, upper)) return NAMED_ZONES[upper];
  return name.includes('/') && isTimeZone(name) ? name : undefined;
}

/** No zone on earth is further from UTC. */
const MAX_OFFSET_MINUTES = 14 * 60;

/**
 * Returns the minutes ahead of UTC for `+08:00` or `-5`, or undefined if no zone has such an
 * offset.
 */
export function offsetOf(sign: string, hours: string, minutes = '00'): number | undefined {
  const offset = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || offset > MAX_OFFSET_MINUTES) return undefined;
  return sign === '+' ? offset : -offset;
}

const DAY_MS = 86_400_000;

/**
 * Returns the instant, in milliseconds since 1970, at which the clocks of a zone show `wall`.
 *
 * When clocks are set back an hour occurs twice, and the first occurrence counts. When clocks are
 * set forward an hour is skipped, and a time in it counts as if the clocks had not been changed
 * yet.
 *
 * @param wall the date and time that the clocks show, as if it were UTC, in milliseconds since
 * 1970.
 * @param timeZone an IANA name.
 */
export function instantAtZone(wall: number, timeZone: string): number {
  const before = offsetAt(wall - DAY_MS, timeZone);
  const after = offsetAt(wall + DAY_MS, timeZone);
  if (offsetAt(wall - before, timeZone) !== before && offsetAt(wall - after, timeZone) === after) {
    return wall - after;
  }
  return wall - before;
}

/** Returns whether the runtime knows the IANA name of a zone. */
function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Creating a formatter takes a thousand times longer than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATTERS = 100;

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formatters.size < MAX_FORMATTERS) formatters.set(timeZone, formatter);
  return formatter;
}

/** Returns how far a zone is ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}
