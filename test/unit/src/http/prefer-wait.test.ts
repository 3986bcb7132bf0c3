import type { Request } from 'express';
import { preferredWait } from '../../../../src/http/prefer-wait.ts';

const waitOf = (header?: string) =>
  preferredWait({ get: () => header } as unknown as Request).milliseconds / 1000;

test.each([
  [undefined, 0],
  ['respond-async', 0],
  ['wait=10', 10],
  ['WAIT = 10', 10],
  ['wait="10"', 10],
  ['respond-async, wait=5; priority=low', 5],
  ['wait=7, wait=9', 7],
  ['await=7', 0],
  ['note="a, wait=3"', 0],
  ['note="a \\" b", wait=4', 4],
  ['wait=0', 0],
  ['wait=31', 30],
  ['wait=999999999', 30],
])('Prefer: %s', (header, seconds) => {
  expect(waitOf(header)).toBe(seconds);
});

test.each(['wait', 'wait=', 'wait=abc', 'wait=-1', 'wait=1.5', 'wait=1 2', 'wait=1e3', 'wait=""'])(
  'Prefer: %s is not a number of seconds',
  (header) => {
    expect(() => waitOf(header)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  },
);
