import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { ArticleStore } from '../../../src/articles/lifecycle/article-store.ts';
import { finished, post, send } from '../../support/client.ts';
import { POST } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

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

const UNUSED_QUOTES_URL = 'http://127.0.0.1:9';
const aWorker = () => startWorker({ redisUrl: redis.url, quotesUrl: UNUSED_QUOTES_URL });
const waits = (count: number, at = api) => until(`${count} waits`, () => at.completions.size === count);

let bodies = 0;
const submit = async (at = api) => {
  const { json } = await post(at.url, 'text/html', `<p>稿件${bodies++}</p>`);
  return { id: String(json.id), url: `${at.url}${json.url}` };
};

describe('Prefer: wait', () => {
  test('waits until the article is finished, even by another process, and for many polls at a time', async () => {
    const { url } = await submit();
    await using other = await startApi(redis.url);
    const there = url.replace(api.url, other.url);
    const poll = [url, url, there].map((at) => send(at, { headers: { Prefer: 'wait=20' } }));
    await waits(2);
    await waits(1, other);
    await using _worker = await aWorker();
    for (const { status, json, headers } of await Promise.all(poll)) {
      expect([status, json.status]).toEqual([200, 'enriched']);
      expect(headers.get('preference-applied')).toBe('wait=20');
      expect(headers.get('retry-after')).toBe(null);
    }
    expect([api.completions.size, other.completions.size]).toEqual([0, 0]);
  });

  test('ends with 202 when the time is up', async () => {
    const { url } = await submit();
    const started = performance.now();
    const { status, headers, json } = await send(url, { headers: { Prefer: 'respond-async, wait="1"' } });
    expect(performance.now() - started).toBeGreaterThan(950);
    expect([status, json.status, headers.get('preference-applied')]).toEqual([202, 'queued', 'wait=1']);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
  });

  test('is capped at 30 seconds, and frees its resources when the client leaves', async () => {
    const { url, id } = await submit();
    const client = new AbortController();
    const poll = send(url, { headers: { Prefer: 'wait=3600' }, signal: client.signal });
    await waits(1);
    client.abort();
    await expect(poll).rejects.toThrow();
    await waits(0);
    const worker = await aWorker();
    await finished(api.url, id);
    await worker[Symbol.asyncDispose]();
    const capped = await send(url, { headers: { Prefer: 'wait=3600' } });
    expect(capped.headers.get('preference-applied')).toBe('wait=30');
  });

  test('also ends with a failure', async () => {
    const { url, id } = await submit();
    const poll = send(url, { headers: { Prefer: 'wait=20' } });
    await waits(1);
    const client = new Redis(redis.url);
    await new ArticleStore(client, { ttlSeconds: 60 }).saveFailure(id, {
      code: 'internal',
      detail: 'broken',
    });
    client.disconnect();
    expect((await poll).json).toMatchObject({ status: 'failed', problem: { code: 'internal' } });
  });

  test('costs one connection to Redis for any number of waits', async () => {
    const client = new Redis(redis.url);
    const connections = async () =>
      String(await client.client('LIST'))
        .trim()
        .split('\n').length;
    const before = await connections();
    const { url } = await submit();
    const aborter = new AbortController();
    const poll = Array.from({ length: 200 }, () =>
      send(url, { headers: { Prefer: 'wait=20' }, signal: aborter.signal }).catch(() => undefined),
    );
    await waits(200);
    expect(await connections()).toBe(before);
    aborter.abort();
    await Promise.all(poll);
    await waits(0);
    client.disconnect();
  });

  test('on a submission returns the result, or a receipt when the time is up', async () => {
    const late = await post(api.url, 'text/html', '<p>慢</p>', { Prefer: 'wait=1' });
    expect(late).toMatchObject({ status: 202, json: { status: 'queued', duplicate: false } });
    expect(late.headers.get('preference-applied')).toBe('wait=1');
    await using _worker = await aWorker();
    const { status, json, headers } = await post(api.url, 'text/markdown', POST, { Prefer: 'wait=20' });
    expect([status, json.status, json.duplicate]).toEqual([200, 'enriched', false]);
    expect(json.mentions).toHaveLength(2);
    expect(headers.get('location')).toBe(`/v1/articles/${json.id}`);
    const again = await post(api.url, 'text/markdown', POST, { Prefer: 'wait=20' });
    expect(again.json).toEqual({ ...json, duplicate: true });
  });

  test('ends at once in a process that is stopping', async () => {
    await using stopping = await startApi(redis.url);
    const { url } = await submit(stopping);
    const poll = send(url, { headers: { Prefer: 'wait=20' } });
    await waits(1, stopping);
    stopping.completions.release();
    expect((await poll).status).toBe(202);
    expect((await send(url, { headers: { Prefer: 'wait=20' } })).status).toBe(202);
  });

  test('reports that Redis is away, and returns what was finished meanwhile once it is back', async () => {
    const { url } = await submit();
    const { url: short } = await submit();
    const poll = send(url, { headers: { Prefer: 'wait=25' } });
    const shortPoll = send(short, { headers: { Prefer: 'wait=1' } });
    const submitted = post(api.url, 'text/html', '<p>收到</p>', { Prefer: 'wait=1' });
    await waits(3);
    await redis.kill();
    expect(await shortPoll).toMatchObject({ status: 503, json: { code: 'store_unavailable' } });
    // The article was accepted before Redis went away.
    expect((await submitted).status).toBe(202);
    await redis.restart();
    await using _worker = await aWorker();
    expect(await poll).toMatchObject({ status: 200, json: { status: 'enriched' } });
    await until(
      'the API to have its Redis back',
      async () => (await send(`${api.url}/readyz`)).status === 200,
    );
  });
});

describe('entity tags', () => {
  const types = ['application/json', 'text/html', 'text/markdown'];

  test('are strong, differ by representation, and lead to 304 for a current copy', async () => {
    await using _worker = await aWorker();
    const { id } = (await post(api.url, 'text/markdown', `${POST}<!-- tags -->`)).json;
    await finished(api.url, id);
    const get = (headers: Record<string, string>, method = 'GET') =>
      send(`${api.url}/v1/articles/${id}`, { method, headers });
    const tags = await Promise.all(
      types.map(async (Accept) => (await get({ Accept })).headers.get('etag') ?? ''),
    );
    for (const tag of tags) expect(tag).toMatch(/^"[\w-]+"$/);
    expect(new Set(tags).size).toBe(types.length);
    const [json = '', html = ''] = tags;
    for (const given of [json, `W/${json}`, `"other", ${json}`, '*']) {
      const same = await get({ 'If-None-Match': given });
      expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', json]);
      expect(same.headers.get('vary')).toBe('Accept');
    }
    for (const given of [html, '"other"', json.replaceAll('"', ''), 'nonsense']) {
      expect((await get({ 'If-None-Match': given })).status).toBe(200);
    }
    expect((await get({ Accept: 'text/html', 'If-None-Match': json })).status).toBe(200);
    const head = await get({}, 'HEAD');
    const whole = await get({});
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', json]);
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(whole.text)));
    expect((await get({ 'If-None-Match': json }, 'HEAD')).status).toBe(304);
  });

  test('change with the revision of the article', async () => {
    const { id, url } = await submit();
    const client = new Redis(redis.url);
    const store = new ArticleStore(client, { ttlSeconds: 60 });
    const save = async (body: string) => {
      const task = await store.claim(id);
      if (!task) throw new Error('it is gone');
      await store.saveEnrichment(id, { body, mentions: [], companies: [] }, task);
    };
    await save('<p>1</p>');
    const first = await send(url);
    const found = await store.find(id);
    if (found) await store.refresh(found.record);
    await save('<p>2</p>');
    const second = await send(url, { headers: { 'If-None-Match': first.headers.get('etag') ?? '' } });
    expect(second).toMatchObject({ status: 200, json: { body: '<p>2</p>', revision: 2 } });
    await client.hset(`tickerspan:{${id}}:record`, 'revision', 3);
    const third = await send(url, { headers: { 'If-None-Match': second.headers.get('etag') ?? '' } });
    expect(third).toMatchObject({ status: 200, json: { revision: 3 } });
    const digest = createHash('sha256').update(third.text).digest('base64url').slice(0, 22);
    expect(third.headers.get('etag')).toBe(`"json-3-${digest}"`);
    client.disconnect();
  });

  test('exist only for finished articles: a poll never gets a 304', async () => {
    const { url } = await submit();
    const answer = await send(url, { headers: { 'If-None-Match': '*' } });
    expect([answer.status, answer.headers.get('etag')]).toEqual([202, null]);
  });
});
