import { batched } from '../../../../src/async/batched.ts';

test('the first item is sent alone at once, and items that arrive meanwhile are sent together', async () => {
  const sent: (readonly number[])[] = [];
  const ask = batched(async (items: readonly number[]) => {
    sent.push(items);
    await Promise.resolve();
    return items.map((item) => item * 10);
  });
  expect(await Promise.all([ask(1), ask(2), ask(3)])).toEqual([10, 20, 30]);
  expect(sent).toEqual([[1], [2, 3]]);
  expect(await ask(4)).toBe(40);
});

test('a call that fails only fails its own items', async () => {
  const ask = batched(async (items: readonly string[]) => {
    if (items.includes('bad')) throw new Error('no');
    return items;
  });
  const outcomes = await Promise.allSettled([ask('bad'), ask('a'), ask('b')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('a call has at most 200 items', async () => {
  const sizes: number[] = [];
  const ask = batched(async (items: readonly number[]) => {
    sizes.push(items.length);
    return items;
  });
  const all = Array.from({ length: 450 }, (_, index) => index);
  expect(await Promise.all(all.map(ask))).toEqual(all);
  expect(sizes).toEqual([1, 200, 200, 49]);
});
