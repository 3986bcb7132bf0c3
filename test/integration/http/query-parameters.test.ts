import { OPERATIONS } from '../../../src/http/routes.ts';
import { post, send } from '../../support/client.ts';
import { postMany } from '../../support/lines.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

let redis: RedisServer;
let api: Api;

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url);
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const ID = `a_${'a'.repeat(26)}`;
const REFUSED = { status: 400, json: { code: 'invalid_request', status: 400 } };

test.each([
  'status=failed',
  'from=2026-11-01',
  'q=x',
  'order=desc',
  'before=1',
  'format=rss',
  'Limit=1',
  'limit[]=1',
])('the feed refuses the parameter %s and names the known ones', async (parameter) => {
  const answer = await send(`${api.url}/v1/articles?${parameter}`);
  expect(answer).toMatchObject(REFUSED);
  const name = parameter.split('=')[0];
  expect(answer.json.errors).toEqual([{ pointer: `/${name}`, detail: 'Unknown parameter' }]);
  expect(answer.json.detail).toContain('ids, after, ticker, source, limit');
});

test('every route refuses an unknown parameter', async () => {
  const { routes } = api;
  const all = [...routes, 'get /admin/failures'];
  expect(all.length).toBeGreaterThan(Object.keys(OPERATIONS).length);
  for (const route of all) {
    const [method = '', path = ''] = route.split(' ');
    const headers = method === 'post' ? { 'Content-Type': 'text/html' } : {};
    const url = `${api.url}${path.replace(/:\w+/, ID)}?nonsense=1`;
    const answer = await send(url, { method: method.toUpperCase(), headers });
    expect({ route, status: answer.status, code: answer.json?.code }).toEqual({
      route,
      status: 400,
      code: 'invalid_request',
    });
  }
});

test('a repeated parameter is refused', async () => {
  for (const query of ['limit=1&limit=2', 'ticker=sz000625&ticker=sz000001', `ids=${ID}&ids=${ID}`]) {
    const answer = await send(`${api.url}/v1/articles?${query}`);
    expect(answer).toMatchObject(REFUSED);
    expect(answer.json.errors).toEqual([
      { pointer: `/${query.split('=')[0]}`, detail: expect.stringContaining('once') },
    ]);
  }
});

test('an unknown parameter after a thousand others is still refused', async () => {
  for (const filler of ['&'.repeat(5000), `a=b&`.repeat(1500)]) {
    expect(await send(`${api.url}/v1/articles?${filler}status=failed`)).toMatchObject(REFUSED);
  }
});

test('twenty of many unknown parameters are named, and the others counted', async () => {
  const query = Array.from({ length: 50 }, (_, serial) => `p${serial}=${'x'.repeat(50)}`).join('&');
  const { json } = await send(`${api.url}/v1/articles?${query}`);
  expect(json.errors).toHaveLength(20);
  expect(json.detail).toContain('and 30 more');
  const long = await send(`${api.url}/v1/articles?${'/'.repeat(10_000)}=1`);
  expect(long).toMatchObject(REFUSED);
  expect(long.text.length).toBeLessThan(1000);
});

test('the cursor of the next page is accepted', async () => {
  const { json } = await send(`${api.url}/v1/articles?limit=2`);
  expect((await send(`${api.url}/v1/articles?limit=2&after=${json.next}`)).status).toBe(200);
});

const POST = '---\ntitle: 原题\nsource: 原站\n---\n<p>正文</p>';
const ABOUT = {
  title: '题目',
  url: 'https://finance.example.com/1?a=b&c=d',
  source: '证券时报',
  author: '记者',
  publishedAt: '2021-11-18T23:21:52+08:00',
  externalId: '第 1 号',
};
const asQuery = (fields: Record<string, string>) => `?${new URLSearchParams(fields)}`;
const submit = (type: string, query: string, body: string | Uint8Array<ArrayBuffer>) =>
  send(`${api.url}/v1/articles${query}`, { method: 'POST', headers: { 'Content-Type': type }, body });

test.each(['text/html', 'application/xhtml+xml', 'text/markdown', 'text/x-markdown'])(
  'query parameters of raw bytes as %s work like JSON fields, and override the text',
  async (type) => {
    const { status, json } = await submit(type, asQuery(ABOUT), POST);
    expect(status).toBe(202);
    const { article } = (await send(api.url + json.url)).json;
    expect(article).toMatchObject({ ...ABOUT, publishedAt: '2021-11-18T15:21:52.000Z' });
    const markdown = await post(api.url, 'application/json', JSON.stringify({ markdown: POST, ...ABOUT }));
    if (type.endsWith('markdown')) expect(markdown.json.id).toBe(json.id);
  },
);

test('a page in GBK can have its address and its source as parameters', async () => {
  const gbk = new Uint8Array([0x3c, 0x70, 0x3e, 0xb3, 0xa4, 0xb0, 0xb2, 0x3c, 0x2f, 0x70, 0x3e]);
  const { json } = await submit('text/html; charset=gbk', asQuery({ source: '新浪', url: ABOUT.url }), gbk);
  const { article } = (await send(api.url + json.url)).json;
  expect(article).toMatchObject({ source: '新浪', url: ABOUT.url });
});

test.each([
  ['url', 'javascript:alert(1)'],
  ['url', `https://example.com/${'x'.repeat(2048)}`],
  ['title', 'x'.repeat(1001)],
  ['source', 'x'.repeat(201)],
  ['publishedAt', 'yesterday'],
  ['publishedAt', '2021-02-30T00:00:00Z'],
])('the parameter %s is refused like the field: %.30s', async (name, value) => {
  const inJson = await post(api.url, 'application/json', JSON.stringify({ html: '<p>x</p>', [name]: value }));
  for (const [path, type] of [
    ['/v1/articles', 'text/html'],
    ['/v1/explain', 'text/html'],
  ]) {
    const answer = await send(`${api.url}${path}${asQuery({ [name]: value })}`, {
      method: 'POST',
      headers: { 'Content-Type': type ?? '' },
      body: '<p>x</p>',
    });
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual(inJson.json.errors);
  }
});

test('JSON and NDJSON accept no metadata parameters, and a feed only its source', async () => {
  const article = '{"html":"<p>x</p>"}';
  for (const type of ['application/json', 'application/x-ndjson']) {
    const answer = await submit(type, '?source=x', article);
    expect(answer).toMatchObject(REFUSED);
    expect(answer.json.errors[0]).toMatchObject({ pointer: '/source' });
  }
  const rss =
    '<rss><channel><title>快讯</title><item><description>正文一</description></item><item><description>正文二</description></item></channel></rss>';
  expect(await submit('application/rss+xml', '?title=x', rss)).toMatchObject(REFUSED);
  expect((await submit('application/rss+xml', asQuery({ source: 'x'.repeat(201) }), rss)).status).toBe(422);
  const answer = await submit('application/rss+xml', asQuery({ source: '东方财富' }), rss);
  const ids = answer.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  expect(ids).toHaveLength(2);
  for (const id of ids)
    expect((await send(`${api.url}/v1/articles/${id}`)).json.article.source).toBe('东方财富');
  const own = await postMany(api.url, 'application/rss+xml', rss);
  expect((await send(`${api.url}/v1/articles/${own[0]?.id}`)).json.article.source).toBe('快讯');
});
