const DAY_MS = 86_400_000;

/**
 * Returns the instant, in milliseconds since 1970, at which the clocks of a zone show `wall`.
 *
 * When clocks are set back an hour occurs twice, and the first occurrence counts. When clocks are set forward an hour is
 * skipped, and a time in it counts as if the clocks had not been changed yet.
 *
 * @param wall the date and time that the clocks show, as if it were UTC, in milliseconds since 1970.
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
export function isTimeZone(name: string): boolean {
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
