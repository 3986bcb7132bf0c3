import { secondsToDrain } from '../../../../src/queue/drain-estimate.ts';

test.each([
  ['no job waits', { waiting: 0, finished: 0, windowMs: 10_000, oldestMs: 0 }, 1],
  ['jobs finish as fast as they arrive', { waiting: 3, finished: 500, windowMs: 10_000, oldestMs: 10 }, 1],
  [
    'a hundred jobs wait, and ten finish per second',
    { waiting: 100, finished: 100, windowMs: 10_000, oldestMs: 9000 },
    10,
  ],
  [
    'the window is short because the queue keeps few finished jobs',
    { waiting: 5000, finished: 1000, windowMs: 2000, oldestMs: 0 },
    10,
  ],
  ['a million jobs wait', { waiting: 1e6, finished: 100, windowMs: 10_000, oldestMs: 0 }, 60],
  [
    'no job has finished, and the first has just arrived',
    { waiting: 1, finished: 0, windowMs: 10_000, oldestMs: 3 },
    1,
  ],
  ['no job has finished for a while', { waiting: 1, finished: 0, windowMs: 10_000, oldestMs: 7300 }, 8],
  ['no worker runs', { waiting: 1, finished: 0, windowMs: 10_000, oldestMs: 3_600_000 }, 60],
])('%s', (_what, state, seconds) => {
  expect(secondsToDrain(state)).toBe(seconds);
});
