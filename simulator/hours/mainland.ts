import chineseDays from 'chinese-days';
import { type Course, dateAfter, tradingHours } from './trading-hours.ts';

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
    const dates = Array.from({ length: 366 }, (_, n) => dateAfter(`${year}-01-01`, n));
    // The exchanges closed on the eve of the New Year of 2024, which was a workday.
    return dates.filter((date) => chineseDays.isHoliday(date) || date === '2024-02-09');
  },
  halfDays: () => [],
});
