import { Redis } from 'ioredis';
import { finished, post, send } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis[Symbol.asyncDispose]());

const UNUSED_QUOTES_URL = 'http://127.0.0.1:1';

test('an expired article is gone, and is accepted as new when it is submitted again', async () => {
  await using api = await startApi(redis.url, { ttlSeconds: 1 });
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: UNUSED_QUOTES_URL });
  const first = await post(api.url, 'text/html', '<p>短命</p>');
  const path = `${api.url}/v1/articles/${first.json.id}`;
  await finished(api.url, first.json.id);
  const gone = await until('the article to expire', async () => {
    const answer = await send(path);
    return answer.status === 410 && answer;
  });
  expect(gone.json).toMatchObject({ code: 'article_expired', status: 410 });
  const again = await post(api.url, 'text/html', '<p>短命</p>');
  expect(again).toMatchObject({ status: 202, json: { id: first.json.id, duplicate: false } });
  expect((await finished(api.url, first.json.id)).json.status).toBe('enriched');
});

test('a duplicate of an article whose job was never queued queues it', async () => {
  await using api = await startApi(redis.url);
  const { id } = (await post(api.url, 'text/html', '<p>半途</p>')).json;
  const client = new Redis(redis.url);
  // As if the process had died between storing and queueing.
  const keys = await client.keys('{tickerspan}:*');
  await client.del(...keys);
  client.disconnect();
  expect((await post(api.url, 'text/html', '<p>半途</p>')).json).toMatchObject({
    id,
    duplicate: true,
    status: 'queued',
  });
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: UNUSED_QUOTES_URL });
  expect((await finished(api.url, id)).json.status).toBe('enriched');
});

test('the text is stored compressed under its own key, and the job holds only the id', async () => {
  await using api = await startApi(redis.url);
  const text = `<p>${'压缩'.repeat(5000)}</p>`;
  const { id } = (await post(api.url, 'text/html', text)).json;
  const client = new Redis(redis.url);
  expect(await client.strlen(`tickerspan:{${id}}:text`)).toBeLessThan(1000);
  expect(await client.pttl(`tickerspan:{${id}}:text`)).toBeGreaterThan(0);
  expect(await client.hget(`{tickerspan}:enrichment:${id}`, 'data')).toBe(JSON.stringify({ id }));
  client.disconnect();
});
