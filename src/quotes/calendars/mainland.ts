import { createRequire } from 'node:module';
import { weekdayOf } from './dates.ts';
import type { TradingCalendar, TradingDay } from './trading-calendar.ts';

const DAY: TradingDay = {
  phases: [
    [0, 'pre'],
    [9.25 * 3600, 'auction'],
    [9.5 * 3600, 'open'],
    [11.5 * 3600, 'lunch'],
    [13 * 3600, 'open'],
    [15 * 3600, 'closed'],
  ],
  pricedAt: 15 * 3600,
};

/**
 * The State Council's holidays by date. The package's data and not its functions, which read a date by the machine's time zone.
 */
const { holidays: HOLIDAYS }: { readonly holidays: Readonly<Record<string, string>> } = createRequire(
  import.meta.url,
)('chinese-days/dist/chinese-days.json');

/** The years that the holiday calendar has data for; past them every weekday would look like a trading day. */
const LAST_CALENDAR_YEAR = 2026;

/** Shanghai, Shenzhen and Beijing. */
export const mainland: TradingCalendar = {
  zone: 'Asia/Shanghai',
  isKnown: (date) => Number(date.slice(0, 4)) <= LAST_CALENDAR_YEAR,
  dayOf(date) {
    const weekday = weekdayOf(date);
    // Weekends made workdays by decree are no trading days. 2024-02-09 was closed though the calendar calls it a workday.
    if (weekday === 0 || weekday === 6 || date === '2024-02-09') return undefined;
    return Object.hasOwn(HOLIDAYS, date) ? undefined : DAY;
  },
};
