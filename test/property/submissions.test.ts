import fc from 'fast-check';
import { annotate } from '../../src/articles/annotate.ts';
import { type Article, NO_METADATA } from '../../src/articles/article.ts';
import { articleId, isArticleId } from '../../src/articles/article-id.ts';
import { parseSubmission, SUBMISSION_TYPES } from '../../src/articles/parse-submission.ts';
import { toPost } from '../../src/articles/representations/post.ts';
import { articleFromPost } from '../../src/articles/submissions/hexo-post.ts';
import { AppError } from '../../src/errors.ts';
import { anyText, hostileQuotes, markup, plantedBody } from '../support/arbitraries.ts';
import { genuineIn } from '../support/build.ts';

const line = fc.oneof(
  fc.constantFrom(
    '---',
    '--- ',
    '----',
    ' ---',
    '',
    ' ',
    '\uFEFF',
    "title: '标题'",
    'title: @x',
    'title: &#123;',
    'a: [',
    'b: *b',
    '- x',
    '? x',
    'date: 2021-11-18',
    'tickers: [sz000625] # added by tickerspan',
  ),
  anyText,
);
const post = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '')), { maxLength: 12 }), plantedBody)
  .map(([lines, body]) => lines.map((pair) => pair.join('')).join('') + body);

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a post is split without loss, except for the line that was added to an earlier result', () => {
  const asItCame = post.filter((text) => !text.includes('added by tickerspan'));
  fc.assert(
    fc.property(asItCame, (text) => {
      const { frontMatter, body } = articleFromPost(text);
      expect(frontMatter + body).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test('front matter is whole lines, and is also found without its body', () => {
  fc.assert(
    fc.property(post, (text) => {
      const { frontMatter, body } = articleFromPost(text);
      if (frontMatter === '') return;
      expect(body === '' || frontMatter.endsWith('\n')).toBe(true);
      expect(articleFromPost(frontMatter).frontMatter).toBe(frontMatter);
    }),
    { numRuns: 150 },
  );
});

test('any bytes of any type are an article or a refusal with a code', () => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.oneof(post, markup, fc.json()).map(encode));
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...SUBMISSION_TYPES), anyText), bytes, (mediaType, body) => {
      try {
        expect(isArticleId(articleId(parseSubmission(mediaType, body)))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }),
    { numRuns: 200 },
  );
});

test('any JSON object is an article or a refusal that points into it', () => {
  const value = fc.oneof(
    fc.string(),
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom('https://example.com/', '2021-11-18T23:21:52Z'),
  );
  const fields = fc.record(
    {
      html: value,
      markdown: value,
      title: value,
      url: value,
      source: value,
      author: value,
      publishedAt: value,
      externalId: value,
      other: value,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fields, (submission) => {
      try {
        parseSubmission('application/json', encode(JSON.stringify(submission)));
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        const { faults } = error as AppError;
        expect(faults.length).toBeGreaterThan(0);
        for (const { pointer } of faults) {
          expect(
            pointer === '' ||
              Object.hasOwn(submission, pointer.slice(1)) ||
              /^\/(?:html|markdown)$/.test(pointer),
          ).toBe(true);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test('an enriched post that is submitted again is the same article', () => {
  const well = fc.oneof(post, plantedBody).map((text) => text.toWellFormed());
  fc.assert(
    fc.property(well, hostileQuotes, (text, quotes) => {
      const first = tryParse(text);
      if (!first) return;
      const companies = [...quotes.keys()].map((ticker) => ({ ticker })) as never;
      const body = annotate(first.body, genuineIn(first.body), { quotes });
      const again = tryParse(toPost(first, { body, mentions: [], companies }).toWellFormed());
      expect(again).toEqual(first);
    }),
    { numRuns: 200 },
  );
});

function tryParse(text: string): Article | undefined {
  try {
    return parseSubmission('text/markdown', encode(text));
  } catch {
    return undefined;
  }
}

const article: fc.Arbitrary<Article> = fc.record({
  format: fc.constantFrom('html' as const, 'markdown' as const),
  frontMatter: fc.string({ maxLength: 3 }),
  body: fc.string({ maxLength: 3 }),
  metadata: fc.record({ ...mapped(NO_METADATA, () => fc.option(fc.string({ maxLength: 2 }))) }),
});

function mapped<K extends string, V>(object: Readonly<Record<K, unknown>>, make: () => V): Record<K, V> {
  return Object.fromEntries(Object.keys(object).map((key) => [key, make()])) as Record<K, V>;
}

test('an article’s id depends on all of its content, and on nothing else', () => {
  fc.assert(
    fc.property(article, article, (one, other) => {
      const copy: Article = JSON.parse(JSON.stringify(one));
      expect(articleId(copy)).toBe(articleId(one));
      expect(isArticleId(articleId(one))).toBe(true);
      const sorted = (value: Article) =>
        JSON.stringify([value.format, value.frontMatter, value.body, Object.entries(value.metadata).sort()]);
      expect(articleId(one) === articleId(other)).toBe(sorted(one) === sorted(other));
    }),
    { numRuns: 200 },
  );
});
