import { unknownKeys } from '../../../deploy/checks/unknown-keys.ts';

const looking = (value: unknown): unknown => {
  const { name, list } = value as { name: { first: string }; list: readonly { a: number }[] };
  return [name.first, ...list.map(({ a }) => a)];
};

test('finds nothing where every key is looked at', () => {
  expect(unknownKeys({ name: { first: 'x' }, list: [{ a: 1 }, { a: 2 }] }, looking)).toEqual([]);
});

test('finds keys that were passed by, however deep, as JSON Pointers', () => {
  const value = { name: { first: 'x', 'la/st': 1 }, list: [{ a: 1 }, { a: 2, b: { c: 1 } }], more: null };
  expect(unknownKeys(value, looking)).toEqual(['/name/la~1st', '/list/1/b', '/more']);
});
