import fc from 'fast-check';
import { dateAfter } from '../../../../src/quotes/calendars/dates.ts';
import { closingMoment, latestTradingMoment } from '../../../../tools/simulator/trading-clock.ts';
import { hoursOf } from '../../../../tools/simulator/trading-hours.ts';

const momentAt = (shanghai: string) => latestTradingMoment(new Date(`${shanghai}+08:00`));

test.each([
  ['at the opening', '2026-09-30T09:30:00', '2026-09-30 09:30:00', 0],
  ['in the morning', '2026-09-30T10:00:30', '2026-09-30 10:00:30', 30.5],
  ['over lunch', '2026-09-30T12:15:00', '2026-09-30 11:30:00', 120],
  ['in the afternoon', '2026-09-30T14:10:00', '2026-09-30 14:10:00', 190],
  ['in the evening', '2026-09-30T22:00:00', '2026-09-30 15:00:00', 240],
  ['before the opening', '2026-09-30T09:29:59', '2026-09-29 15:00:00', 240],
  ['on a Saturday', '2026-09-19T10:30:00', '2026-09-18 15:00:00', 240],
  ['on a Sunday that is a workday', '2026-09-20T10:30:00', '2026-09-18 15:00:00', 240],
  ['early on a Monday', '2026-09-21T07:00:00', '2026-09-18 15:00:00', 240],
  ['in the week of National Day', '2026-10-06T10:30:00', '2026-09-30 15:00:00', 240],
])('%s the last trade has the right time in the right session', (_when, now, lastTrade, minute) => {
  const moment = momentAt(now);
  expect(`${moment.date} ${moment.clock}`).toBe(lastTrade);
  expect(moment.minute).toBe(minute);
});

test('session numbers have no gaps, even over weekends and holidays', () => {
  const friday = momentAt('2026-09-18T10:00:00').session;
  expect(momentAt('2026-09-17T10:00:00').session).toBe(friday - 1);
  expect(momentAt('2026-09-20T10:00:00').session).toBe(friday);
  expect(momentAt('2026-09-21T10:00:00').session).toBe(friday + 1);
  expect(momentAt('2026-10-08T10:00:00').session).toBe(momentAt('2026-09-30T10:00:00').session + 1);
});

test.each([
  ['in summer', '2026-09-25T14:00:00Z', '2026-09-25 10:00:00', '2026-09-25T14:00:00.000Z'],
  ['in winter', '2026-11-25T15:00:00Z', '2026-11-25 10:00:00', '2026-11-25T15:00:00.000Z'],
  ['before the opening in winter', '2026-11-25T14:00:00Z', '2026-11-24 16:00:00', '2026-11-24T21:00:00.000Z'],
  ['at Thanksgiving', '2026-11-26T18:00:00Z', '2026-11-25 16:00:00', '2026-11-25T21:00:00.000Z'],
  ['late on the short day after', '2026-11-27T20:00:00Z', '2026-11-27 13:00:00', '2026-11-27T18:00:00.000Z'],
  [
    'after the clocks went forward',
    '2026-03-09T13:30:00Z',
    '2026-03-09 09:30:00',
    '2026-03-09T13:30:00.000Z',
  ],
])('%s New York’s last trade has New York time', (_when, now, lastTrade, at) => {
  const moment = latestTradingMoment(new Date(now), hoursOf['united-states']);
  expect(`${moment.date} ${moment.clock}`).toBe(lastTrade);
  expect(moment.at.toISOString()).toBe(at);
});

test.each([
  ['before the opening', '2026-10-07T09:29:59', '2026-10-06 16:08:22', 240],
  ['over lunch', '2026-10-07T12:30:00', '2026-10-07 12:00:00', 238 * (150 / 330)],
  ['while the closing auction runs', '2026-10-07T16:05:00', '2026-10-07 16:00:00', 238],
  ['after it', '2026-10-07T16:10:00', '2026-10-07 16:08:22', 240],
  ['on Christmas Eve in the afternoon', '2026-12-24T15:00:00', '2026-12-24 12:08:22', 240],
])('%s Hong Kong’s last trade belongs to its own session', (_when, now, lastTrade, minute) => {
  const moment = latestTradingMoment(new Date(`${now}+08:00`), hoursOf['hong-kong']);
  expect(`${moment.date} ${moment.clock}`).toBe(lastTrade);
  expect(moment.minute).toBeCloseTo(minute, 6);
});

test('a trading day has a close, and other days have none', () => {
  expect(closingMoment('2026-10-02', hoursOf['united-states'])).toMatchObject({
    date: '2026-10-02',
    clock: '16:00:00',
    minute: 240,
  });
  expect(() => closingMoment('2026-10-03', hoursOf['united-states'])).toThrow(
    '2026-10-03 is not a trading day',
  );
});

test.each(Object.entries(hoursOf))(
  'the trading days of ten years have consecutive numbers: %s',
  (_region, hours) => {
    const dates = Array.from({ length: 3652 }, (_, days) => dateAfter('2017-01-01', days));
    const numbers = dates.filter((date) => hours.courseOn(date)).map(hours.sessionNumber);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  },
);

test('the last trade is never in the future, and never more than twelve days old', () => {
  const anyDate = fc.date({
    min: new Date('1995-01-01T00:00:00Z'),
    max: new Date('2095-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(anyDate, (now) => {
      const { date, clock, minute, at } = latestTradingMoment(now);
      expect(at.toISOString()).toBe(new Date(`${date}T${clock}+08:00`).toISOString());
      const age = now.getTime() - Date.parse(`${date}T${clock}+08:00`);
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThan(12 * 24 * 3_600_000);
      expect(minute).toBeGreaterThanOrEqual(0);
      expect(minute).toBeLessThanOrEqual(240);
    }),
  );
});
