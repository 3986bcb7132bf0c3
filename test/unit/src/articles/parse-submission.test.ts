import { annotate } from '../../../../src/articles/annotate.ts';
import type { Article } from '../../../../src/articles/article.ts';
import { articleId } from '../../../../src/articles/article-id.ts';
import { givenFieldsMetadata } from '../../../../src/articles/given-metadata.ts';
import { parseSubmission, SUBMISSION_TYPES } from '../../../../src/articles/parse-submission.ts';
import { toPost } from '../../../../src/articles/representations/post.ts';
import { AppError, type ErrorCode, type Fault } from '../../../../src/errors.ts';
import { aQuote, genuineIn, quotesOf, sinaSpan } from '../../../support/build.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (value: unknown): Article => parseSubmission('application/json', bytes(JSON.stringify(value)));

/** Returns the code and the faults of a refused submission. */
function refusalOf(
  mediaType: string,
  body: string | Uint8Array,
): { code: ErrorCode; faults: readonly Fault[] } {
  try {
    parseSubmission(mediaType, typeof body === 'string' ? bytes(body) : body);
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, faults: error.faults };
    throw error;
  }
  throw new Error('The submission was accepted');
}
const pointersOf = (value: unknown): readonly string[] =>
  refusalOf('application/json', JSON.stringify(value)).faults.map(({ pointer }) => pointer);

describe('text/html', () => {
  test('is used as the body, byte for byte, without metadata', () => {
    const html = '\uFEFF<div>\r\n<h1>标题</h1><p>正文\0</p>';
    const article = parseSubmission('text/html', bytes(html));
    expect(article).toMatchObject({ format: 'html', frontMatter: '', body: html });
    expect(Object.values(article.metadata).filter((value) => value !== null)).toEqual([]);
  });
});

describe('text/markdown', () => {
  test('is split into front matter and body without loss', () => {
    const post = "\n---\ntitle: '标题'\nauthor: 新浪财经\n---\n\n<div>正文</div>\n";
    const article = parseSubmission('text/markdown', bytes(post));
    expect(article.format).toBe('markdown');
    expect(article.frontMatter + article.body).toBe(post);
    expect(article.metadata).toMatchObject({ title: '标题', author: '新浪财经', source: '新浪财经' });
  });
});

describe('application/json', () => {
  test('has the text in html and metadata in the other fields', () => {
    const article = json({
      html: '<p>正文</p>',
      title: ' 标题 ',
      url: 'https://example.com/1',
      source: '新浪',
      author: '示例',
      publishedAt: '2021-11-19T07:21:52+08:00',
      externalId: 'x-1',
    });
    expect(article).toEqual({
      format: 'html',
      frontMatter: '',
      body: '<p>正文</p>',
      metadata: {
        title: '标题',
        url: 'https://example.com/1',
        source: '新浪',
        author: '示例',
        publishedAt: '2021-11-18T23:21:52.000Z',
        externalId: 'x-1',
      },
    });
  });

  test('overrides the front matter of its markdown', () => {
    const article = json({ markdown: '---\ntitle: 旧\nauthor: 甲\n---\n正文', title: '新' });
    expect(article.metadata).toMatchObject({ title: '新', author: '甲' });
    expect(article).toMatchObject({ format: 'markdown', body: '正文' });
  });

  test('gives the same article in any order of fields and any spelling of the date', () => {
    const one = json({ html: 'x', title: 't', publishedAt: '2021-11-18T23:21:52Z' });
    const other = json({ publishedAt: '2021-11-19T07:21:52.000+08:00', title: 't', html: 'x' });
    expect(articleId(one)).toBe(articleId(other));
  });

  test('may begin with a byte order mark', () => {
    expect(parseSubmission('application/json', bytes('\uFEFF{"html":"x"}')).body).toBe('x');
  });
});

describe('a submission is refused', () => {
  test.each(['application/xml', 'text/plain', '', 'TEXT/HTML', 'constructor', '__proto__', 'toString'])(
    'with the media type %j',
    (mediaType) => {
      expect(refusalOf(mediaType, 'x').code).toBe('unsupported_media_type');
    },
  );

  test.each(SUBMISSION_TYPES)('with invalid UTF-8, as %s', (mediaType) => {
    expect(refusalOf(mediaType, new Uint8Array([0x7b, 0xb3, 0xa4])).code).toBe('invalid_request');
    expect(refusalOf(mediaType, new Uint8Array([0xed, 0xa0, 0x80])).code).toBe('invalid_request');
  });

  test.each(['', '{', '{"html":"x"', 'html=x', '{"html":"x"} {}', "{'html':'x'}", '\u0000', '<p>x</p>'])(
    'with invalid JSON: %j',
    (text) => {
      expect(refusalOf('application/json', text).code).toBe('invalid_request');
    },
  );

  test('with invalid JSON, and the message does not quote it', () => {
    const secret = 'MY-SECRET-DRAFT';
    for (const text of [`{"html": ${secret}}`, `${secret}`, `{"html":"${secret}`]) {
      expect(() => parseSubmission('application/json', bytes(text))).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(secret.slice(0, 6)) }),
      );
    }
  });

  test.each([
    ['text/html', ' \r\n\t　', '/html'],
    ['text/html', '', '/html'],
    ['text/markdown', '---\ntitle: x\n---\n', '/markdown'],
    ['text/markdown', '---\ntitle: x\n---\n \n', '/markdown'],
    ['text/markdown', '', '/markdown'],
    ['application/json', '{"html":" "}', '/html'],
    ['application/json', '{"markdown":"---\\n---\\n"}', '/markdown'],
  ])('without text, as %s: %j', (mediaType, text, pointer) => {
    expect(refusalOf(mediaType, text)).toMatchObject({ code: 'invalid_article', faults: [{ pointer }] });
  });

  test.each([
    ['neither text', {}, ['']],
    ['both texts', { html: 'x', markdown: 'y' }, ['']],
    ['an empty text', { html: '' }, ['/html']],
    ['an array as text', { html: ['x'] }, ['/html']],
    ['null as text', { html: null }, ['/html']],
    ['an array', [], ['']],
    ['null', null, ['']],
    ['a string', 'x', ['']],
    ['an unknown field', { html: 'x', titel: 'y' }, ['/titel']],
    ['unknown fields with / and ~ in their names', { html: 'x', 'a/b': 1, 'c~d': 2 }, ['/a~1b', '/c~0d']],
    ['a title of 1001 characters', { html: 'x', title: 'x'.repeat(1001) }, ['/title']],
    ['an invalid address', { html: 'x', url: 'example.com/1' }, ['/url']],
    ['an address that is a script', { html: 'x', url: 'javascript:alert(1)' }, ['/url']],
    ['an overlong address', { html: 'x', url: `https://example.com/${'x'.repeat(2048)}` }, ['/url']],
    ['an invalid date', { html: 'x', publishedAt: '昨天 5 点' }, ['/publishedAt']],
    ['a date before 1900', { html: 'x', publishedAt: '0001-01-01T00:00:00Z' }, ['/publishedAt']],
    ['a date after 2100', { html: 'x', publishedAt: '9999-12-31T23:59:59-14:00' }, ['/publishedAt']],
    [
      'a day that is not in the calendar',
      { html: 'x', publishedAt: '2021-02-30T00:00:00Z' },
      ['/publishedAt'],
    ],
    ['a zone that does not exist', { html: 'x', publishedAt: '2021-02-03T00:00:00+99:99' }, ['/publishedAt']],
    ['a number as date', { html: 'x', publishedAt: 1637277712 }, ['/publishedAt']],
    ['a number as id', { html: 'x', externalId: 7 }, ['/externalId']],
    [
      'several invalid fields',
      { html: 'x', url: 'x', source: 's'.repeat(201), author: 'a'.repeat(201) },
      ['/url', '/source', '/author'],
    ],
  ])('with %s, and the error points to the field', (_what, value, pointers) => {
    expect(refusalOf('application/json', JSON.stringify(value)).code).toBe('invalid_article');
    expect(pointersOf(value)).toEqual(pointers);
  });

  test('with a field named __proto__', () => {
    expect(refusalOf('application/json', '{"html":"x","__proto__":{"title":"y"}}').faults).toMatchObject([
      { pointer: '/__proto__' },
    ]);
  });

  test('with a lone surrogate, because it could not be returned unchanged', () => {
    for (const text of ['{"html":"a\\ud83d"}', '{"html":"\\udE00b"}']) {
      expect(refusalOf('application/json', text)).toMatchObject({
        code: 'invalid_article',
        faults: [{ pointer: '/html' }],
      });
    }
    expect(
      refusalOf('application/json', '{"markdown":"---\\ntitle: \\ud83d\\n---\\nb"}').faults,
    ).toMatchObject([{ pointer: '/markdown' }]);
    expect(json({ html: '😀' }).body).toBe('😀');
  });

  test('with the same error if its JSON is deeply nested', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(refusalOf('application/json', deep).code).toBe('invalid_article');
  });
});

test('a field that is null or blank counts as absent', () => {
  const absent = {
    title: null,
    url: '',
    source: ' ',
    author: null,
    publishedAt: '',
    externalId: null,
    callbackUrl: null,
  };
  expect(json({ html: 'x', markdown: null, ...absent })).toEqual(json({ html: 'x' }));
  expect(json({ html: '', markdown: '---\ntitle: 题\n---\n文', title: '' }).metadata.title).toBe('题');
});

test('a date in JSON may have any known spelling, and uses the default zone if it has none', () => {
  const at = (publishedAt: string, zone?: string) =>
    parseSubmission('application/json', bytes(JSON.stringify({ html: 'x', publishedAt })), undefined, zone)
      .metadata.publishedAt;
  expect(at('2026-11-18 09:30:00')).toBe('2026-11-18T01:30:00.000Z');
  expect(at('2026-11-18 09:30:00', 'America/New_York')).toBe('2026-11-18T14:30:00.000Z');
  expect(at('2026-11-18T09:30:00Z', 'America/New_York')).toBe('2026-11-18T09:30:00.000Z');
  expect(at('2026年11月18日 09:30')).toBe('2026-11-18T01:30:00.000Z');
});

test.each(['title', 'source', 'author', 'externalId', 'url', 'callbackUrl'])(
  'a %s with a control character or a lone surrogate is refused in JSON',
  (field) => {
    for (const character of ['\0', '\x1b', '\x85', '\x7f', '\ud800', '\uffff']) {
      expect(pointersOf({ html: 'x', [field]: `https://example.com/${character}a` })).toEqual([`/${field}`]);
    }
  },
);

test('a title may contain tabs, line feeds and emoji', () => {
  expect(json({ html: 'x', title: 'a\tb\n😀 é' }).metadata.title).toBe('a\tb\n😀 é');
});

test('a URL in JSON replaces an invalid one in the text, without a warning', () => {
  const markdown = '---\nurl: javascript:alert(1)\n---\nx';
  expect(json({ markdown }).warnings).toMatchObject([{ code: 'url-dropped' }]);
  expect(json({ markdown, url: 'https://example.com/' }).warnings).toBeUndefined();
});

describe('metadata in the request’s fields', () => {
  const CHINA = 'Asia/Shanghai';

  test('follows the same rules as in JSON', () => {
    expect(givenFieldsMetadata({ source: ' 新浪 ', title: '' }, CHINA)).toEqual({ source: '新浪' });
    const given = { publishedAt: '2021-11-18 23:21:52' };
    expect(givenFieldsMetadata(given, CHINA)).toEqual({ publishedAt: '2021-11-18T15:21:52.000Z' });
    expect(givenFieldsMetadata(given, 'UTC')).toEqual({ publishedAt: '2021-11-18T23:21:52.000Z' });
  });

  test('is refused with the name of the invalid field', () => {
    expect(() => givenFieldsMetadata({ url: 'javascript:alert(1)' }, CHINA)).toThrow(
      expect.objectContaining({
        code: 'invalid_article',
        faults: [expect.objectContaining({ pointer: '/url' })],
      }),
    );
  });

  test('overrides the metadata in the text, without a warning', () => {
    const post = bytes('---\nurl: javascript:x\n---\n正文');
    const url = 'https://example.com/';
    const article = parseSubmission('text/markdown', post, undefined, CHINA, { url });
    expect(article.metadata.url).toBe(url);
    expect(article.warnings).toBeUndefined();
  });
});

describe('an annotated article that is submitted again', () => {
  const body = `<p>重庆${sinaSpan('sz000625', '长安汽车')}股份有限公司</p>\n`;
  const companies = [{ ticker: 'sz000625' }] as never;
  const again = (text: string): string =>
    annotate(text, genuineIn(text), { quotes: quotesOf({ sz000625: aQuote() }) });

  test('is the original article', () => {
    const first = parseSubmission('text/html', bytes(body));
    const second = parseSubmission('text/html', bytes(again(body)));
    expect(again(body)).not.toBe(body);
    expect(second).toEqual(first);
  });

  test.each([
    ['front matter', `---\ntitle: '标题'\n---\n${body}`],
    ['front matter with \\r\\n', `---\r\ntitle: '标题'\r\n---\r\n${body}`],
    ['empty front matter', `---\n---\n${body}`],
    ['no front matter', body],
    ['only a line of dashes as front matter', `---\n${body}`],
    ['a byte order mark', `\uFEFF---\ntitle: x\n---\n${body}`],
  ])('as a post with %s has the same id', (_what, post) => {
    const first = parseSubmission('text/markdown', bytes(post));
    const enriched = toPost(first, { body: again(first.body), mentions: [], companies });
    expect(enriched).toContain('tickers: [sz000625]');
    expect(parseSubmission('text/markdown', bytes(enriched))).toEqual(first);
  });
});
