import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { articleId } from '../../src/articles/article-id.ts';
import { fieldsOf, frontMatterOf, withoutTickers, withTickers } from '../../src/articles/front-matter.ts';
import { parseSubmission } from '../../src/articles/parse-submission.ts';
import { toPost } from '../../src/articles/representations/post.ts';
import { articleFromPost } from '../../src/articles/submissions/hexo-post.ts';
import { yamlFields } from '../../src/articles/yaml-fields.ts';
import { anyText } from '../support/arbitraries.ts';

const word = fc.constantFrom(
  '长安汽车',
  'a',
  '#1',
  '"双碳"',
  "年终'盘点'",
  ':',
  '早盘: 收盘',
  '-',
  '[1]',
  '\\',
  '%',
  '@',
  '&',
  '\n',
  '😀',
  '{',
  '1.0',
  '---',
);
const title = fc
  .array(word, { minLength: 1, maxLength: 6 })
  .map((words) => words.join(' ').trim())
  .filter((text) => text.replaceAll('\n', '').trim() !== '');
const flat = (text: string): string => text.split(/\s+/).join(' ').trim();

const SCALAR_STYLES = ['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_FOLDED', 'BLOCK_LITERAL'] as const;

test('a scalar is parsed as by a YAML parser, in every style that a YAML generator writes', () => {
  const style = fc.constantFrom(...SCALAR_STYLES);
  fc.assert(
    fc.property(
      title,
      title,
      style,
      fc.constantFrom(20, 80, 0),
      (one, other, defaultStringType, lineWidth) => {
        const written = stringify(
          { title: one, tags: ['甲', other], nested: { title: other }, author: other },
          { defaultStringType, defaultKeyType: 'PLAIN', lineWidth },
        );
        const expected = parse(written) as { title: unknown; author: unknown };
        const fields = yamlFields(written);
        expect(flat(fields.get('title') ?? '')).toBe(flat(String(expected.title)));
        expect(flat(fields.get('author') ?? '')).toBe(flat(String(expected.author)));
      },
    ),
    { numRuns: 400 },
  );
});

const separators = fc.tuple(
  fc.integer({ min: 3, max: 7 }),
  fc.constantFrom('', ' ', '\t '),
  fc.constantFrom('\n', '\r\n'),
);
const lead = fc.constantFrom('', '\uFEFF', '\n', ' \n\r\n', '\uFEFF\n');
const body = fc
  .oneof(fc.constantFrom('', '<p>正文</p>\n', '\n---\n', '---\ntitle: x\n---\n', ';;;\n', '-----\n'), anyText)
  .map((text) => text.toWellFormed());

/** A post in each form, built from its front matter. */
const post = fc
  .record({
    title,
    separator: separators,
    lead,
    body,
    isOpened: fc.boolean(),
    form: fc.constantFrom('yaml', 'indented', 'members', 'object'),
  })
  .map(({ title, separator: [length, blanks, newline], lead, body, isOpened, form }) => {
    const name = JSON.stringify(title);
    const date = '2021-11-18 23:21:52';
    const data = {
      yaml: [`title: ${name}`, `date: ${date}`, 'tags:', '- 股票'],
      indented: [`  title: ${name}`, '  tags: [股票]', `  date: ${date}`],
      members: [`"title": ${name},`, `"date": "${date}"`],
      object: ['{', `"title": ${name}, "date": "${date}"`, '}'],
    }[form];
    const line = (form === 'yaml' || form === 'indented' ? '-' : ';').repeat(length);
    const lines = [...(isOpened ? [line + blanks] : []), ...data, line + blanks];
    return { title, body, text: lead + lines.map((one) => one + newline).join('') + body };
  });

test('every form is parsed, and returned completely', () => {
  fc.assert(
    fc.property(post, ({ title, body, text }) => {
      const article = articleFromPost(text);
      expect(article.frontMatter + article.body).toBe(text);
      expect(article.body).toBe(body);
      expect(flat(article.metadata.title ?? '')).toBe(flat(title));
      expect(article.metadata.publishedAt).toBe('2021-11-18T15:21:52.000Z');
    }),
    { numRuns: 200 },
  );
});

test('a post with added tickers keeps its form, and is the same article when it is submitted again', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const companies = [{ ticker: 'sz000625' }, { ticker: 'usBRK.B' }] as never;
  fc.assert(
    fc.property(post, ({ text, body }) => {
      if (body.trim() === '') return;
      const first = parseSubmission('text/markdown', bytes(text));
      const given = toPost(first, { body: first.body, mentions: [], companies });
      const found = frontMatterOf(given);
      expect(found?.syntax).toBe(frontMatterOf(first.frontMatter)?.syntax);
      // Another parser also finds the tickers, in valid JSON or YAML.
      const data = given.slice(found?.from, found?.to);
      if (found?.syntax === 'json') {
        expect(JSON.parse(data.trim().startsWith('{') ? data : `{${data}}`)).toMatchObject({
          tickers: ['sz000625', 'usBRK.B'],
        });
      } else expect(parse(data)).toMatchObject({ tickers: ['sz000625', 'usBRK.B'] });
      const again = parseSubmission('text/markdown', bytes(given));
      expect(again).toEqual(first);
      expect(articleId(again)).toBe(articleId(first));
    }),
    { numRuns: 200 },
  );
});

test('an added line is removed, whatever the front matter', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '---',
      '-----',
      ';;;',
      'title: x',
      '  title: x',
      '{"title": "x"}',
      '"title": "x"',
      'tickers: [a]',
      '- x',
      '',
      'a: [',
      '}',
    ),
    anyText,
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), (lines, newline) => {
      const { frontMatter } = articleFromPost(lines.map((one) => one + newline).join(''));
      expect(withoutTickers(withTickers(frontMatter, ['sz000625']))).toBe(frontMatter);
      const found = frontMatterOf(frontMatter);
      if (frontMatter !== '') expect(found?.end).toBe(frontMatter.length);
      if (found) expect(fieldsOf(frontMatter, found).size).toBeLessThanOrEqual(lines.length * 4);
    }),
    { numRuns: 400 },
  );
});
