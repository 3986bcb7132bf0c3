import { gzipSync } from 'node:zlib';
import { strip } from '../../../src/articles/annotate.ts';
import { finished, post, send } from '../../support/client.ts';
import { postMany } from '../../support/lines.ts';
import { POST, POST_BODY } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, type RunningWorker, startApi, startWorker } from '../../support/start-service.ts';

let redis: RedisServer;
let api: Api;
let worker: RunningWorker;

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url, { maxBodyBytes: 20_000 });
  worker = await startWorker({ redisUrl: redis.url, quotesUrl: 'http://127.0.0.1:9' });
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const cdata = (html: string): string => `<![CDATA[${html}]]>`;
const rss = (...items: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>快讯</title>${items
    .map((item) => `<item>${item}</item>`)
    .join('')}</channel></rss>`;
const item = (text: string): string => `<description>${cdata(`<p>${text}</p>`)}</description>`;

test('each item of an RSS feed is an article, and a bad item does not affect others', async () => {
  const feed = rss(item('一'), '<link>https://example.com/2</link>', item('x'.repeat(20_000)), item('四'));
  const answers = await postMany(api.url, 'application/rss+xml', feed);
  expect(answers.map(({ line, status }) => [line, status])).toEqual([
    [1, 202],
    [2, 422],
    [3, 413],
    [4, 202],
  ]);
  expect(answers[2]?.error?.code).toBe('article_too_large');
  const { json } = await finished(api.url, answers[3]?.id ?? '');
  expect(json).toMatchObject({ status: 'enriched', body: '<p>四</p>', article: { source: '快讯' } });
});

test('an article has the same mentions and the same annotated text in every form', async () => {
  const forms = [
    (await post(api.url, 'text/html', POST_BODY)).json.id,
    (await post(api.url, 'text/markdown', POST)).json.id,
    (await post(api.url, 'application/json', JSON.stringify({ html: POST_BODY }))).json.id,
    (await postMany(api.url, 'application/x-ndjson', JSON.stringify({ html: POST_BODY, source: 'x' })))[0]
      ?.id,
    (
      await postMany(
        api.url,
        'application/rss+xml',
        rss(`<content:encoded>${cdata(POST_BODY)}</content:encoded>`),
      )
    )[0]?.id,
    (
      await postMany(
        api.url,
        'application/atom+xml',
        `<feed><entry><content type="html">${cdata(POST_BODY)}</content></entry></feed>`,
      )
    )[0]?.id,
    (
      await postMany(
        api.url,
        'application/feed+json',
        JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', items: [{ content_html: POST_BODY }] }),
      )
    )[0]?.id,
  ];
  const results = await Promise.all(forms.map((id) => finished(api.url, id)));
  for (const { json } of results) {
    expect(json.mentions).toEqual(results[0]?.json.mentions);
    expect(json.body).toBe(results[0]?.json.body);
    expect(strip(json.body)).toBe(POST_BODY);
  }
  expect(results[0]?.json.mentions).toHaveLength(2);
});

test('a feed is accepted compressed, and recognized by its root in a generic XML type', async () => {
  const feed = new Uint8Array(gzipSync(rss(item('gzip'))));
  expect(await postMany(api.url, 'text/xml', feed, { 'Content-Encoding': 'gzip' })).toMatchObject([
    { line: 1, status: 202 },
  ]);
});

test.each([
  ['a body that is not a feed', 'application/rss+xml', '<html></html>', 400, 'invalid_request'],
  ['JSON that is not a feed', 'application/feed+json', '{"items":[]}', 400, 'invalid_request'],
  ['an unsupported charset', 'text/xml; charset=koi8-r', rss(item('x')), 415, 'unsupported_media_type'],
  [
    'a feed four times as large as the limit for articles',
    'text/xml',
    rss(item('x'.repeat(80_000))),
    413,
    'article_too_large',
  ],
  [
    'a feed that decompresses to that size',
    'text/xml',
    gzipSync(rss(item('x'.repeat(80_000)))),
    413,
    'article_too_large',
  ],
] as const)('%s is refused as a whole', async (_what, type, body, status, code) => {
  const encoding: Record<string, string> = typeof body === 'string' ? {} : { 'Content-Encoding': 'gzip' };
  const bytes = typeof body === 'string' ? body : new Uint8Array(body);
  const answer = await send(`${api.url}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': type, ...encoding },
    body: bytes,
  });
  expect(answer).toMatchObject({ status, json: { code } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
});
