import { Redis } from 'ioredis';
import { sinaSpan } from '../../support/build.ts';
import { type Answer, finished, post, send } from '../../support/client.ts';
import { POST, POST_BODY } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type System, startSystem } from '../../support/start-system.ts';
import { until } from '../../support/until.ts';

let system: System;
let api: string;
/** It has no worker. */
let idle: string;
let idleRedis: RedisServer;
let id: string;
let result: Answer;

beforeAll(async () => {
  [system, idleRedis] = await Promise.all([startSystem(), startRedis()]);
  [api, idle] = await Promise.all([
    system.startApi(),
    system.startApi({ REDIS_URL: idleRedis.url }),
    system.startWorker(),
  ]);
  id = (await post(api, 'text/markdown', POST)).json.id;
  result = await finished(api, id);
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await idleRedis[Symbol.asyncDispose]();
});

const read = (at: string, article: string, headers = {}) => send(`${at}/v1/articles/${article}`, { headers });
const call = (method: string, path: string) => send(api + path, { method });
const anEnriched = async (html: string) =>
  (await post(api, 'text/html', html, { Prefer: 'wait=20' })).json.id as string;

describe('an article that is read', () => {
  test.each([
    ['text/html', (body: string) => body],
    [
      'text/markdown',
      (body: string) =>
        POST.slice(0, -POST_BODY.length).replace(
          /---\n$/,
          'tickers: [sz000625] # added by tickerspan\n---\n',
        ) + body,
    ],
  ])('has, as %s, its original text and the annotations', async (Accept, expected) => {
    const { status, headers, text } = await read(api, id, { Accept });
    expect([status, headers.get('content-type')]).toEqual([200, `${Accept}; charset=utf-8`]);
    expect(text).toBe(expected(result.json.body));
  });

  test('has its genuine mentions as W3C annotations', async () => {
    const { json, headers } = await read(api, id, { Accept: 'application/ld+json' });
    expect(headers.get('content-type')).toMatch(/^application\/ld\+json/);
    expect(json).toMatchObject({
      '@context': 'http://www.w3.org/ns/anno.jsonld',
      type: 'AnnotationCollection',
      total: 1,
      first: { items: [{ target: { selector: [{ exact: '长安汽车' }, {}] } }] },
    });
  });

  test('has a strong entity tag per representation and is not sent again to a client that has it', async () => {
    const types = ['application/json', 'text/html', 'text/markdown', 'application/ld+json'];
    const tags = await Promise.all(
      types.map(async (Accept) => (await read(api, id, { Accept })).headers.get('etag') ?? ''),
    );
    expect(new Set(tags).size).toBe(types.length);
    for (const [index, Accept] of types.entries()) {
      const tag = tags[index] ?? '';
      expect(tag).toMatch(/^"[^"]+"$/);
      const again = await read(api, id, { Accept, 'If-None-Match': tag });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
      const other = await read(api, id, { Accept, 'If-None-Match': tags[(index + 1) % types.length] });
      expect(other.status).toBe(200);
    }
  });

  test('is answered by 202 and when to retry while no worker has processed it, however long the client waits', async () => {
    const { json } = await post(idle, 'text/html', '<p>无人</p>');
    for (const headers of [{}, { Prefer: 'wait=1' }]) {
      const answer = await read(idle, json.id, headers);
      expect(answer).toMatchObject({ status: 202, json: { status: 'queued', body: null, enrichedAt: null } });
      expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(answer.headers.has('etag')).toBe(false);
    }
  });

  test('is returned as soon as it is finished if the client waits', async () => {
    const { json } = await post(api, 'text/html', '<p>候</p>');
    const answer = await read(api, json.id, { Prefer: 'wait=20' });
    expect(answer).toMatchObject({ status: 200, json: { status: 'enriched' } });
    expect(answer.headers.get('preference-applied')).toBe('wait=20');
  });

  test('is answered by 404 if its id was never seen, and by 410 for 30 days after it expired', async () => {
    expect(await read(api, `a_${'b'.repeat(26)}`)).toMatchObject({
      status: 404,
      json: { code: 'article_not_found' },
    });
    const brief = await system.startApi({ ARTICLE_TTL_SECONDS: '1' });
    const { json } = await post(brief, 'text/html', '<p>短</p>');
    const gone = await until('it to expire', async () => {
      const answer = await read(api, json.id);
      return answer.status === 410 && answer;
    });
    expect(gone.json).toMatchObject({ code: 'article_expired', status: 410 });
    const redis = new Redis(system.redis.url);
    expect(await redis.ttl(`tickerspan:{${json.id}}:seen`)).toBeGreaterThan(30 * 86_400 - 60);
    redis.disconnect();
  });
});

test('a refreshed article gets another revision, which appears in the feed', async () => {
  const article = await anEnriched(`<p>${sinaSpan('sz000625', '长安汽车')}股份有限公司公告。</p>`);
  const { status, headers, json } = await call('POST', `/v1/articles/${article}/refresh`);
  expect([status, headers.get('location')]).toEqual([202, `/v1/articles/${article}`]);
  expect(json).toMatchObject({ id: article, revision: 1 });
  const second = await until('the next revision', async () => {
    const answer = await read(api, article, { Prefer: 'wait=20' });
    return answer.json.revision === 2 && answer;
  });
  expect(second).toMatchObject({
    status: 200,
    json: { status: 'enriched', companies: [{ ticker: 'sz000625' }] },
  });
  await until('the feed to have it', async () => {
    const { items } = (await send(`${api}/v1/articles?limit=1000`)).json;
    return items.some((item: { id: string; revision: number }) => item.id === article && item.revision === 2);
  });
});

test('a deleted article is removed from store and feed', async () => {
  const article = await anEnriched('<p>删</p>');
  const inFeed = async () => (await send(`${api}/v1/articles?limit=1000`)).text.includes(article);
  await until('the feed to have it', inFeed);
  const deleted = await call('DELETE', `/v1/articles/${article}`);
  expect([deleted.status, deleted.text]).toEqual([204, '']);
  expect((await read(api, article)).status).toBe(404);
  expect(await inFeed()).toBe(false);
  expect((await call('DELETE', `/v1/articles/${article}`)).status).toBe(204);
});
