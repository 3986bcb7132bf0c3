import chineseDays from 'chinese-days';
import type { Session } from './quote.ts';

/** China has had no daylight saving time since 1991. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** When each part of a trading day of Shanghai, Shenzhen and Beijing begins, in minutes after midnight there. */
const MAINLAND_DAY: readonly (readonly [number, Session])[] = [
  [15 * 60, 'closed'],
  [13 * 60, 'open'],
  [11 * 60 + 30, 'lunch'],
  [9 * 60 + 30, 'open'],
  [9 * 60 + 15, 'auction'],
  [0, 'pre'],
];

/** What the mainland exchanges are doing at a moment; on a day without trading they are `closed`. */
export function mainlandSession(at: Date): Session {
  // The local time, read off in the UTC fields of a shifted date.
  const local = new Date(at.getTime() + SHANGHAI_OFFSET_MS);
  if (!isTradingDay(local)) return 'closed';
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  return MAINLAND_DAY.find(([start]) => minute >= start)?.[1] ?? 'closed';
}

/** The years that the holiday calendar has data for; past them every weekday would look like a trading day. */
const LAST_CALENDAR_YEAR = 2026;

// Weekends made workdays by decree are no trading days. 2024-02-09 was closed though the calendar calls it a workday.
function isTradingDay(local: Date): boolean {
  const weekday = local.getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  const date = local.toISOString().slice(0, 10);
  return (
    date !== '2024-02-09' && (local.getUTCFullYear() > LAST_CALENDAR_YEAR || !chineseDays.isHoliday(date))
  );
}
