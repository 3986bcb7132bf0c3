import { unknownKeys } from '../../../deploy/checks/unknown-keys.ts';

const looking = (value: unknown): unknown => {
  const { name, list } = value as { name: { first: string }; list: readonly { a: number }[] };
  return [name.first, ...list.map(({ a }) => a)];
};

test('finds nothing if every key is read', () => {
  expect(unknownKeys({ name: { first: 'x' }, list: [{ a: 1 }, { a: 2 }] }, looking)).toEqual([]);
});

test('finds unread keys at any depth, as JSON Pointers', () => {
  const value = { name: { first: 'x', 'la/st': 1 }, list: [{ a: 1 }, { a: 2, b: { c: 1 } }], more: null };
  expect(unknownKeys(value, looking)).toEqual(['/name/la~1st', '/list/1/b', '/more']);
});
