import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Answer, post, send } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

let redis: RedisServer;
let api: Api;

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url, { maxBodyBytes: 10_000 });
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.json).toMatchObject({ status, code, requestId: answer.headers.get('x-request-id') });
  expect(answer.json.detail.length).toBeGreaterThan(5);
}

const json = (value: unknown) => ['application/json', JSON.stringify(value)] as const;

test.each([
  ['no media type', '', 'x', 415, 'unsupported_media_type'],
  ['another media type', 'application/pdf', 'x', 415, 'unsupported_media_type'],
  ['an invalid media type', 'nonsense', 'x', 415, 'unsupported_media_type'],
  ['another charset', 'text/html; charset=koi8-r', 'x', 415, 'unsupported_media_type'],
  ['broken JSON', 'application/json', '{"html": ', 400, 'invalid_request'],
  ['invalid UTF-8', 'text/html', new Uint8Array([0x3c, 0xff, 0x3e]), 400, 'invalid_request'],
  ['an empty body', 'text/html', '', 422, 'invalid_article'],
  ['only white space', 'text/html', ' \n\t', 422, 'invalid_article'],
  ['a body over the limit', 'text/html', 'x'.repeat(10_001), 413, 'article_too_large'],
] as const)('%s is refused', async (_what, type, body, status, code) => {
  const headers: Record<string, string> = type === '' ? {} : { 'Content-Type': type };
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  expectProblem(await send(`${api.url}/v1/articles`, { method: 'POST', headers, body: bytes }), status, code);
});

test.each([
  ['neither html nor markdown', {}, ''],
  ['both html and markdown', { html: 'a', markdown: 'b' }, ''],
  ['an empty html', { html: '' }, '/html'],
  ['an html that is a number', { html: 1 }, '/html'],
  ['an unknown field', { html: 'a', titel: 'b' }, '/titel'],
  ['an invalid URL', { html: 'a', url: 'example' }, '/url'],
  ['a URL with another scheme', { html: 'a', url: 'file:///etc/passwd' }, '/url'],
  ['a date that does not exist', { html: 'a', publishedAt: '2021-02-30 23:21:52' }, '/publishedAt'],
  ['a lone surrogate', { html: '\ud800' }, '/html'],
  ['a field name with a slash', { html: 'a', 'a/b~c': 1 }, '/a~1b~0c'],
  ['an array', ['a'], ''],
])('JSON with %s is refused with the place of the fault', async (_what, value, pointer) => {
  const answer = await post(api.url, ...json(value));
  expectProblem(answer, 422, 'invalid_article');
  expect(answer.json.errors[0]).toMatchObject({ pointer });
});

test('all faults of an article are reported at once', async () => {
  const answer = await post(api.url, ...json({ html: 1, url: 'x', extra: 1 }));
  expect(answer.json.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/extra',
    '/html',
    '/url',
  ]);
});

test.each([
  ['br', brotliCompressSync],
  ['gzip', gzipSync],
  ['deflate', deflateSync],
] as const)('a body compressed by %s counts with its decompressed size', async (encoding, compress) => {
  const bomb = new Uint8Array(compress('x'.repeat(2_000_000)));
  expect(bomb.length).toBeLessThan(10_000);
  expectProblem(
    await post(api.url, 'text/html', bomb, { 'Content-Encoding': encoding }),
    413,
    'article_too_large',
  );
});

test('a body that cannot be decompressed and an unknown encoding are refused', async () => {
  expectProblem(
    await post(api.url, 'text/html', 'x', { 'Content-Encoding': 'gzip' }),
    400,
    'invalid_request',
  );
  expectProblem(
    await post(api.url, 'text/html', 'x', { 'Content-Encoding': 'snappy' }),
    415,
    'unsupported_media_type',
  );
});

test('unknown ids, unknown paths and wrong methods have different errors', async () => {
  expectProblem(await send(`${api.url}/v1/articles/a_${'a'.repeat(26)}`), 404, 'article_not_found');
  expectProblem(await send(`${api.url}/v1/articles/..%2f`), 404, 'article_not_found');
  expectProblem(await send(`${api.url}/v1/articles/%E0%A4%A`), 400, 'invalid_request');
  expectProblem(await send(`${api.url}/v2/articles`), 404, 'not_found');
  const wrongMethod = await send(`${api.url}/v1/articles`, { method: 'PUT' });
  expectProblem(wrongMethod, 405, 'method_not_allowed');
  expect(wrongMethod.headers.get('allow')).toBe('POST, GET, HEAD');
});

test('an unknown representation is not acceptable', async () => {
  const { id } = (await post(api.url, 'text/html', '<p>x</p>')).json;
  expectProblem(
    await send(`${api.url}/v1/articles/${id}`, { headers: { Accept: 'image/png' } }),
    406,
    'not_acceptable',
  );
});

test('a harmless request id is kept, and any other is replaced', async () => {
  const own = await send(`${api.url}/livez`, { headers: { 'X-Request-Id': 'scraper-7:42' } });
  expect(own.headers.get('x-request-id')).toBe('scraper-7:42');
  const long = await send(`${api.url}/livez`, { headers: { 'X-Request-Id': 'x'.repeat(200) } });
  expect(long.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
});
