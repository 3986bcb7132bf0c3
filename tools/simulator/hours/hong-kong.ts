import { easterSunday } from './easter.ts';
import { chingMing, lunar } from './lunar.ts';
import { dateAfter, tradingHours } from './trading-hours.ts';

/** Hong Kong. Its closing auction ends at a random moment of 16:08 to 16:10, here always the same. */
export const hongKongHours = tradingHours({
  zone: 'Asia/Hong_Kong',
  wholeDay: {
    stretches: [
      [9.5 * 3600, 12 * 3600],
      [13 * 3600, 16 * 3600],
    ],
    auctionEnds: 16 * 3600 + 8 * 60 + 22,
  },
  halfDay: { stretches: [[9.5 * 3600, 12 * 3600]], auctionEnds: 12 * 3600 + 8 * 60 + 22 },
  holidays(year) {
    const kept: string[] = [];
    for (const feast of feasts(year).toSorted()) {
      let date = feast;
      while (isSunday(date) || kept.includes(date)) date = dateAfter(date, 1);
      kept.push(date);
    }
    return kept;
  },
  halfDays: (year) => [`${year}-12-24`, `${year}-12-31`, dateAfter(lunar(year, '01-01'), -1)],
});

function feasts(year: number): readonly string[] {
  const easter = easterSunday(year);
  const newYear = lunar(year, '01-01');
  return [
    ...['01-01', '05-01', '07-01', '10-01', '12-25', '12-26'].map((date) => `${year}-${date}`),
    ...[0, 1, 2].map((days) => dateAfter(newYear, days)),
    ...[-2, -1, 1].map((days) => dateAfter(easter, days)),
    ...['04-08', '05-05', '08-16', '09-09'].map((date) => lunar(year, date)),
    chingMing(year),
  ];
}

const isSunday = (date: string): boolean => new Date(`${date}T00:00:00Z`).getUTCDay() === 0;
