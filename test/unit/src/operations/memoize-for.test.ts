import { remembered } from '../../../../src/operations/remembered.ts';

/** Counts how often it is read, and ends when it is told to. */
function slowReading() {
  const ends: ((result: number | Error) => void)[] = [];
  const read = (): Promise<number> =>
    new Promise((resolve, reject) => {
      ends.push((result) => (result instanceof Error ? reject(result) : resolve(result)));
    });
  return { read, ends };
}

test('who asks while a reading is on its way gets that one, and who asks behind it a new one', async () => {
  const { read, ends } = slowReading();
  const ask = remembered(read, 0);
  const both = Promise.all([ask(), ask()]);
  ends[0]?.(1);
  expect(await both).toEqual([1, 1]);
  const later = ask();
  ends[1]?.(2);
  expect(await later).toBe(2);
  expect(ends).toHaveLength(2);
});

test('a reading is remembered as long as it was asked to be', async () => {
  const { read, ends } = slowReading();
  const ask = remembered(read, 60_000);
  const first = ask();
  ends[0]?.(1);
  expect([await first, await ask(), await ask()]).toEqual([1, 1, 1]);
  expect(ends).toHaveLength(1);
});

test('one that fails is told to all who wait for it, and is not remembered', async () => {
  const { read, ends } = slowReading();
  const ask = remembered(read, 60_000);
  const both = Promise.allSettled([ask(), ask()]);
  ends[0]?.(new Error('away'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = ask();
  ends[1]?.(2);
  expect(await again).toBe(2);
});
