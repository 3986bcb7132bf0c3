import { instantAt, localTimeAt, type Zone } from '../../../../src/quotes/zoned-time.ts';

const HOUR = 3600;
const utc = (zone: Zone, date: string, second: number) => instantAt({ date, second }, zone)?.toISOString();

test.each([
  ['Asia/Shanghai', '2026-09-30', 15 * HOUR, '2026-09-30T07:00:00.000Z'],
  ['Asia/Hong_Kong', '2026-01-01', 0, '2025-12-31T16:00:00.000Z'],
  ['America/New_York', '2026-07-01', 16 * HOUR, '2026-07-01T20:00:00.000Z'],
  ['America/New_York', '2026-12-31', 16 * HOUR, '2026-12-31T21:00:00.000Z'],
] as const)('the clock of %s shows %s and %d seconds at the same instant', (zone, date, second, instant) => {
  expect(utc(zone, date, second)).toBe(instant);
  expect(localTimeAt(new Date(instant), zone)).toEqual({ date, second });
});

test('New York moves its clock forward in March and back in November', () => {
  expect(utc('America/New_York', '2026-03-08', 1.5 * HOUR)).toBe('2026-03-08T06:30:00.000Z');
  expect(utc('America/New_York', '2026-03-08', 3 * HOUR)).toBe('2026-03-08T07:00:00.000Z');
  expect(utc('America/New_York', '2026-11-01', 1.5 * HOUR)).toBe('2026-11-01T05:30:00.000Z');
  expect(utc('America/New_York', '2026-11-01', 2 * HOUR)).toBe('2026-11-01T07:00:00.000Z');
});

test('a date or time that does not exist has no instant', () => {
  expect(instantAt({ date: '2026-02-30', second: 0 }, 'Asia/Shanghai')).toBeNull();
  expect(instantAt({ date: 'yesterday', second: 0 }, 'Asia/Shanghai')).toBeNull();
  expect(instantAt({ date: '2026-02-28', second: 86_400 }, 'Asia/Shanghai')).toBeNull();
  expect(instantAt({ date: '2026-02-28', second: Number.NaN }, 'America/New_York')).toBeNull();
});
