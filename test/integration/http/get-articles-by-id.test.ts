import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { ArticleStore } from '../../../src/articles/lifecycle/article-store.ts';
import { AppError } from '../../../src/errors.ts';
import { ByteBudget } from '../../../src/http/body/byte-budget.ts';
import { sendReply } from '../../../src/http/reply.ts';
import { getArticlesById } from '../../../src/http/routes/list-articles.ts';
import { connectRedis } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../../src/redis/connections.ts';
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

const ask = (ids: readonly string[], at = api) => send(`${at.url}/v1/articles?ids=${ids.join(',')}`);
const NEVER_SEEN = `a_${'z'.repeat(26)}`;

test('several articles are returned in the order of their ids, each as it is alone or with its problem', async () => {
  await using mortal = await startApi(redis.url, { ttlSeconds: 1 });
  const expired = (await post(mortal.url, 'text/html', '<p>短命</p>')).json.id;
  const worker = await startWorker({ redisUrl: redis.url, quotesUrl: 'http://127.0.0.1:9' });
  const enriched = (await post(api.url, 'text/markdown', POST)).json.id;
  await finished(api.url, enriched);
  await worker[Symbol.asyncDispose]();
  const queued = (await post(api.url, 'text/html', '<p>排队</p>')).json.id;
  await until(
    'the article to expire',
    async () => (await send(`${api.url}/v1/articles/${expired}`)).status === 410,
  );

  const { status, json, headers } = await ask([queued, NEVER_SEEN, enriched, expired, queued]);
  expect(status).toBe(200);
  expect(json.articles).toHaveLength(4);
  expect(json.articles[0]).toEqual((await send(`${api.url}/v1/articles/${queued}`)).json);
  expect(json.articles[2]).toEqual((await send(`${api.url}/v1/articles/${enriched}`)).json);
  const requestId = headers.get('x-request-id');
  expect(json.articles[1]).toMatchObject({ id: NEVER_SEEN, problem: { status: 404, requestId } });
  expect(json.articles[3]).toMatchObject({ id: expired, problem: { status: 410, code: 'article_expired' } });
});

test('if the store fails at the second article, the response is a 503 and does not break off', async () => {
  const ids: string[] = [];
  for (const body of ['<p>一</p>', '<p>二</p>']) ids.push((await post(api.url, 'text/html', body)).json.id);
  const client = connectRedis(redis.target, PRODUCER_CONNECTION, () => {});
  await once(client, 'ready');
  class FailsLater extends ArticleStore {
    override async find(...args: Parameters<ArticleStore['find']>): ReturnType<ArticleStore['find']> {
      if (args[0] === ids[1]) throw new AppError('store_unavailable', 'The store cannot be reached');
      return await super.find(...args);
    }
  }
  const app = express();
  app.locals.byteBudget = new ByteBudget(1_000_000);
  const handle = getArticlesById({ articles: new FailsLater(client, { ttlSeconds: 60 }) });
  app.get('/', async (request, response) => {
    await handle(request)
      .then((reply) => sendReply(response, reply))
      .catch((error: AppError) => void response.status(503).json({ code: error.code }));
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { status, json } = await send(`http://127.0.0.1:${port}/?ids=${ids.join(',')}`);
  expect([status, json]).toEqual([503, { code: 'store_unavailable' }]);
  server.closeAllConnections();
  server.close();
  client.disconnect();
});

test('up to a hundred articles are returned, and more are refused', async () => {
  const ids = await Promise.all(
    Array.from(
      { length: 100 },
      async (_, n) => (await post(api.url, 'text/html', `<p>第${n}篇</p>`)).json.id,
    ),
  );
  const { json } = await ask(ids);
  expect(json.articles.map(({ id }: { id: string }) => id)).toEqual(ids);
  expect(await ask([...ids, NEVER_SEEN])).toMatchObject({
    status: 400,
    json: { code: 'invalid_request', errors: [{ pointer: '/ids' }] },
  });
});

test('a store that is away is reported with a 503', async () => {
  await redis.kill();
  expect(await ask([NEVER_SEEN])).toMatchObject({ status: 503, json: { code: 'store_unavailable' } });
  await redis.restart();
  await until('the API to have its Redis back', async () => (await send(`${api.url}/readyz`)).status === 200);
});
