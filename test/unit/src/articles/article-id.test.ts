import { NO_METADATA } from '../../../../src/articles/article.ts';
import { articleId, identityOf, isArticleId } from '../../../../src/articles/article-id.ts';
import { sha256 } from '../../../../src/sha256.ts';
import { anArticle } from '../../../support/build.ts';

test('is a_ and 26 lowercase characters of base32', () => {
  expect(articleId(anArticle())).toMatch(/^a_[a-z2-7]{26}$/);
});

test.each([
  ['a short text', '', 'x'],
  ['a text with quotes and line breaks', '---\n"a"\n---\n', 'a\\b\t"\u0001'],
  ['a long text of surrogate pairs', '', '😀'.repeat(40_000)],
  ['a long text of surrogate pairs at odd offsets', 'x', `x${'😀'.repeat(40_000)}`],
  ['a long text of unpaired surrogates', '', `${'\ud83d'.repeat(40_000)}\ude00\ude00`],
])('is the first 130 bits of the digest of the canonical submission: %s', (_what, frontMatter, body) => {
  const article = anArticle({ frontMatter, body });
  const canonical = ['html', frontMatter, body, null, null, null, null, null, null];
  const digest = BigInt(`0x${sha256(JSON.stringify(canonical))}`);
  const digits = Array.from({ length: 26 }, (_, index) =>
    Number((digest >> BigInt(256 - 5 * (index + 1))) & 31n),
  );
  expect(articleId(article)).toBe(
    `a_${digits.map((digit) => 'abcdefghijklmnopqrstuvwxyz234567'[digit]).join('')}`,
  );
});

test.each(['', '正文', `x${'😀'.repeat(40_000)}`])('comes with the digest of the body', (body) => {
  const article = anArticle({ body });
  expect(identityOf(article)).toEqual({ id: articleId(article), sha256: sha256(body) });
});

test('is the same for the same submission, also in another process', () => {
  expect(articleId(anArticle({ body: '<p>正文</p>' }))).toBe(articleId(anArticle({ body: '<p>正文</p>' })));
  expect(articleId(anArticle({ body: '<p>正文</p>' }))).toBe('a_vsp2jfkn5ldzh6dwbr555lwma3');
});

test('does not depend on the order of the metadata', () => {
  const { externalId, title, ...others } = { ...NO_METADATA, title: 't', externalId: 'e' };
  expect(articleId(anArticle({ metadata: { externalId, title, ...others } }))).toBe(
    articleId(anArticle({ metadata: { ...others, title, externalId } })),
  );
});

test('differs for every difference in the submission', () => {
  const base = anArticle({ format: 'markdown', frontMatter: '---\n---\n', body: 'b' });
  const fields = Object.keys(NO_METADATA).map((name) => ({
    ...base,
    metadata: { ...NO_METADATA, [name]: 'x' },
  }));
  const others = [
    base,
    { ...base, format: 'html' as const },
    { ...base, frontMatter: '' },
    { ...base, frontMatter: '---\n', body: '---\nb' },
    { ...base, body: 'b ' },
    { ...base, body: '\uFEFFb' },
    { ...base, metadata: { ...NO_METADATA, title: '' } },
    ...fields,
  ];
  expect(new Set(others.map(articleId)).size).toBe(others.length);
});

test.each([
  '',
  'a_',
  'a_abc',
  `a_${'a'.repeat(27)}`,
  `A_${'a'.repeat(26)}`,
  `a_${'A'.repeat(26)}`,
  `a_${'1'.repeat(26)}`,
  ` a_${'a'.repeat(26)}`,
  `a_${'a'.repeat(26)}\n`,
])('%j is not an article id', (text) => {
  expect(isArticleId(text)).toBe(false);
});

test('an article id is valid', () => {
  expect(isArticleId(articleId(anArticle()))).toBe(true);
});
