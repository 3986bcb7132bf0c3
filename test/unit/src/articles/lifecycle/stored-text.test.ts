import { compressText, decompressText } from '../../../../../src/articles/lifecycle/stored-text.ts';

test.each([
  ['no text', ['', '']],
  ['a short text', ['---\n', '正文😀']],
  ['a long text', ['', '长安汽车'.repeat(50_000)]],
  ['a long text of surrogate pairs at odd offsets', ['x', `y${'😀'.repeat(100_000)}`]],
])('%s is the same after compression', async (_what, texts) => {
  const compressed = await compressText(...texts);
  expect(await decompressText(compressed)).toBe(texts.join(''));
});

test('a text that is longer than wanted is not decompressed', async () => {
  const compressed = await compressText('长安汽车'.repeat(50_000));
  expect(await decompressText(compressed, 600_000)).toHaveLength(200_000);
  expect(await decompressText(compressed, 599_999)).toBeUndefined();
});
