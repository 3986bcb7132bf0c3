import { createRequire } from 'node:module';
import { type Course, tradingHours } from './trading-hours.ts';

// The package's data, not its functions: those read a date by the machine's time zone.
const data: { readonly holidays: Readonly<Record<string, string>> } = createRequire(import.meta.url)(
  'chinese-days/dist/chinese-days.json',
);

const day: Course = {
  stretches: [
    [9.5 * 3600, 11.5 * 3600],
    [13 * 3600, 15 * 3600],
  ],
};

/** The years whose holidays the State Council has announced and the calendar package has. */
const firstYear = 2004;
const lastYear = 2026;

/** Shanghai, Shenzhen and Beijing. */
export const mainlandHours = tradingHours({
  zone: 'Asia/Shanghai',
  wholeDay: day,
  halfDay: day,
  holidays(year) {
    if (year < firstYear || year > lastYear) return [];
    const announced = Object.keys(data.holidays).filter((date) => date.startsWith(`${year}-`));
    // The exchanges closed on the eve of the New Year of 2024, which was a workday.
    return year === 2024 ? [...announced, '2024-02-09'] : announced;
  },
  halfDays: () => [],
});
