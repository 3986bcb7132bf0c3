/** Minutes of trading in a session: 09:30-11:30 and 13:00-15:00, Asia/Shanghai. */
export const SESSION_MINUTES = 240;

/** A moment of trading. */
export type TradingMoment = {
  /** Sessions are numbered through; the session before has the number before. */
  readonly session: number;
  /** Minutes traded since the opening, 0 to 240, to the second. */
  readonly minute: number;
  /** `2026-09-30`, Asia/Shanghai. */
  readonly date: string;
  /** `14:10:19`, Asia/Shanghai. */
  readonly clock: string;
};

// China has kept UTC+8 without daylight saving since 1991.
const shanghaiOffsetSeconds = 8 * 3600;
const daySeconds = 24 * 3600;
const morning = { opens: 9.5 * 3600, closes: 11.5 * 3600 };
const afternoon = { opens: 13 * 3600, closes: 15 * 3600 };

/**
 * The last moment at which anything was traded on the mainland: now in session, 11:30:00 over lunch, otherwise 15:00:00
 * of the last session. Saturdays and Sundays have no session; public holidays are not known here and trade.
 */
export function latestTradingMoment(now: Date): TradingMoment {
  const wallSeconds = Math.floor(now.getTime() / 1000) + shanghaiOffsetSeconds;
  const today = Math.floor(wallSeconds / daySeconds);
  const second = wallSeconds - today * daySeconds;
  if (isWeekend(today) || second < morning.opens)
    return momentAt(previousSessionDay(today), afternoon.closes);
  if (second > morning.closes && second < afternoon.opens) return momentAt(today, morning.closes);
  return momentAt(today, Math.min(second, afternoon.closes));
}

function momentAt(day: number, second: number): TradingMoment {
  const [date = '', time = ''] = new Date((day * daySeconds + second) * 1000).toISOString().split('T');
  return { session: sessionNumber(day), minute: minutesTraded(second), date, clock: time.slice(0, 8) };
}

const minutesTraded = (second: number): number =>
  second <= morning.closes ? (second - morning.opens) / 60 : 120 + (second - afternoon.opens) / 60;

// Days count from 1970-01-01, a Thursday; Monday is 0.
const dayOfWeek = (day: number): number => (((day + 3) % 7) + 7) % 7;

const isWeekend = (day: number): boolean => dayOfWeek(day) > 4;

const sessionNumber = (day: number): number => Math.floor((day + 3) / 7) * 5 + dayOfWeek(day);

function previousSessionDay(day: number): number {
  const before = day - 1;
  return isWeekend(before) ? previousSessionDay(before) : before;
}
