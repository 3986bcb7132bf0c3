import { RETRY_SCHEDULE_MS, retryDelayMs } from '../../../../src/webhooks/retry-schedule.ts';

const HOUR = 3_600_000;
const delay = (failures: number, random: number, asked?: number) =>
  retryDelayMs(failures, { scheduleMs: RETRY_SCHEDULE_MS, random, retryAfterMs: asked });

test('the delays are those of Standard Webhooks: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7].map((failures) => delay(failures, 0.5));
  expect(pauses).toEqual([5000, 300_000, 1_800_000, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR]);
  expect(RETRY_SCHEDULE_MS).toHaveLength(8);
  expect(RETRY_SCHEDULE_MS[0]).toBe(0);
});

test('a delay varies by a tenth', () => {
  expect([delay(1, 0), delay(1, 1)]).toEqual([4500, 5500]);
});

test('a receiver may ask for a longer delay, up to ten hours, but not for a shorter one', () => {
  expect(delay(1, 0.5, 60_000)).toBe(60_000);
  expect(delay(2, 0.5, 1000)).toBe(300_000);
  expect(delay(1, 0.5, 1e12)).toBe(10 * HOUR);
});
