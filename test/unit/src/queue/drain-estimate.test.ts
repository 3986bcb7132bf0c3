import { secondsToDrain } from '../../../../src/queue/drain-estimate.ts';

test.each([
  ['nothing waits', { waiting: 0, finished: 0, windowMs: 10_000, oldestMs: 0 }, 1],
  ['as fast as it comes', { waiting: 3, finished: 500, windowMs: 10_000, oldestMs: 10 }, 1],
  ['a hundred wait at ten a second', { waiting: 100, finished: 100, windowMs: 10_000, oldestMs: 9000 }, 10],
  [
    'the window is short, for the queue remembers few',
    { waiting: 5000, finished: 1000, windowMs: 2000, oldestMs: 0 },
    10,
  ],
  ['a million wait', { waiting: 1e6, finished: 100, windowMs: 10_000, oldestMs: 0 }, 60],
  [
    'nothing was finished and the first has just come',
    { waiting: 1, finished: 0, windowMs: 10_000, oldestMs: 3 },
    1,
  ],
  ['nothing was finished for a while', { waiting: 1, finished: 0, windowMs: 10_000, oldestMs: 7300 }, 8],
  ['nobody works', { waiting: 1, finished: 0, windowMs: 10_000, oldestMs: 3_600_000 }, 60],
])('%s', (_what, state, seconds) => {
  expect(secondsToDrain(state)).toBe(seconds);
});
