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
 * The State Council's holidays by date. We read the data of the package, because its functions
 * depend on the machine's time zone.
 */
const { holidays: HOLIDAYS }: { readonly holidays: Readonly<Record<string, string>> } = createRequire(
  import.meta.url,
)('chinese-days/dist/chinese-days.json');

/** The last year that the holiday data cover. After it every weekday looks like a trading day. */
const LAST_CALENDAR_YEAR = 2026;

/** Shanghai, Shenzhen and Beijing. */
export const mainland: TradingCalendar = {
  zone: 'Asia/Shanghai',
  isKnown: (date) => Number(date.slice(0, 4)) <= LAST_CALENDAR_YEAR,
  dayOf(date) {
    const weekday = weekdayOf(date);
    // A weekend that is a workday by decree is not a trading day. 2024-02-09 was closed, although
    // the data call it a workday.
    if (weekday === 0 || weekday === 6 || date === '2024-02-09') return undefined;
    return Object.hasOwn(HOLIDAYS, date) ? undefined : DAY;
  },
};
