import { memoizeFor } from '../../../../src/async/memoize-for.ts';

/**
 * Returns a function that never resolves by itself, and one function for each call that ends it.
 */
function slowReading() {
  const ends: ((result: number | Error) => void)[] = [];
  const read = (): Promise<number> =>
    new Promise((resolve, reject) => {
      ends.push((result) => (result instanceof Error ? reject(result) : resolve(result)));
    });
  return { read, ends };
}

test('a caller gets the pending result, and a later caller a new one', async () => {
  const { read, ends } = slowReading();
  const ask = memoizeFor(0, read);
  const both = Promise.all([ask(), ask()]);
  ends[0]?.(1);
  expect(await both).toEqual([1, 1]);
  const later = ask();
  ends[1]?.(2);
  expect(await later).toBe(2);
  expect(ends).toHaveLength(2);
});

test('a result is kept for the given time', async () => {
  const { read, ends } = slowReading();
  const ask = memoizeFor(60_000, read);
  const first = ask();
  ends[0]?.(1);
  expect([await first, await ask(), await ask()]).toEqual([1, 1, 1]);
  expect(ends).toHaveLength(1);
});

test('a failure reaches all callers that wait for it, and is not kept', async () => {
  const { read, ends } = slowReading();
  const ask = memoizeFor(60_000, read);
  const both = Promise.allSettled([ask(), ask()]);
  ends[0]?.(new Error('away'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = ask();
  ends[1]?.(2);
  expect(await again).toBe(2);
});
