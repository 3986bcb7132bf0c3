import { retryAfterMs } from '../../../src/retry-after.ts';

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Wed, 30 Sep 2026 08:00:10 GMT', 10_000],
  ['Wed, 30 Sep 2026 07:00:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['99999999999999', undefined],
  [undefined, undefined],
  [null, undefined],
])('Retry-After: %s means %s milliseconds', (header, milliseconds) => {
  expect(retryAfterMs(header, new Date('2026-09-30T08:00:00Z'))).toBe(milliseconds);
});
