import fc from 'fast-check';
import { latestTradingMoment } from '../../../simulator/trading-clock.ts';

const momentAt = (shanghai: string) => latestTradingMoment(new Date(`${shanghai}+08:00`));

test.each([
  ['at the opening', '2026-09-30T09:30:00', '2026-09-30 09:30:00', 0],
  ['in the morning', '2026-09-30T10:00:30', '2026-09-30 10:00:30', 30.5],
  ['over lunch', '2026-09-30T12:15:00', '2026-09-30 11:30:00', 120],
  ['in the afternoon', '2026-09-30T14:10:00', '2026-09-30 14:10:00', 190],
  ['in the evening', '2026-09-30T22:00:00', '2026-09-30 15:00:00', 240],
  ['before the opening', '2026-09-30T09:29:59', '2026-09-29 15:00:00', 240],
  ['on a Saturday', '2026-10-03T10:30:00', '2026-10-02 15:00:00', 240],
  ['on a Sunday', '2026-10-04T10:30:00', '2026-10-02 15:00:00', 240],
  ['early on a Monday', '2026-10-05T07:00:00', '2026-10-02 15:00:00', 240],
])('%s the last trade was at the right time of the right session', (_when, now, lastTrade, minute) => {
  const moment = momentAt(now);
  expect(`${moment.date} ${moment.clock}`).toBe(lastTrade);
  expect(moment.minute).toBe(minute);
});

test('sessions are numbered through, over weekends too', () => {
  const friday = momentAt('2026-10-02T10:00:00').session;
  expect(momentAt('2026-10-01T10:00:00').session).toBe(friday - 1);
  expect(momentAt('2026-10-04T10:00:00').session).toBe(friday);
  expect(momentAt('2026-10-05T10:00:00').session).toBe(friday + 1);
});

test('the last trade never lies in the future, and never more than four days back', () => {
  const anyDate = fc.date({
    min: new Date('1995-01-01T00:00:00Z'),
    max: new Date('2095-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(anyDate, (now) => {
      const { date, clock, minute } = latestTradingMoment(now);
      const age = now.getTime() - Date.parse(`${date}T${clock}+08:00`);
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThan(4 * 24 * 3_600_000);
      expect(minute).toBeGreaterThanOrEqual(0);
      expect(minute).toBeLessThanOrEqual(240);
    }),
  );
});
