import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { finished, post, send, wokenPoll } from '../support/client.ts';
import { listenTo } from '../support/event-source.ts';
import { numbered, readMany, submitMany, wholeFeed } from '../support/many-articles.ts';
import { newWebhookSecret } from '../support/start-delivery-worker.ts';
import { startApiProcess, startWorkerProcess, UNREACHABLE_URL } from '../support/start-process.ts';
import { startReceiver } from '../support/start-receiver.ts';
import { freePort, type RedisServer } from '../support/start-redis.ts';
import { ask, type RedisGroup, startRedisCluster } from '../support/start-redis-group.ts';
import { until } from '../support/until.ts';

let cluster: RedisGroup;
let exchange: Exchange;
let port: number;
let url: string;

beforeEach(async () => {
  [cluster, exchange, port] = await Promise.all([startRedisCluster(), startExchange(), freePort()]);
  url = `http://127.0.0.1:${port}`;
});

afterEach(async () => {
  await exchange.close();
  await cluster[Symbol.asyncDispose]();
});

/** Nothing listens there: REDIS_CLUSTER_NODES takes precedence. */
const REDIS_URL = UNREACHABLE_URL.replace('http', 'redis');

/** Returns how many keys of a kind each primary holds. */
function spread(pattern: string): Promise<readonly number[]> {
  return Promise.all(
    cluster.servers.map((server) => ask(server, async (redis) => (await redis.keys(pattern)).length)),
  );
}

test('200 articles on three primaries are enriched and enter the feed once, and each primary holds a share of them', async () => {
  await using _api = await startApiProcess(REDIS_URL, port, cluster.env);
  await using _worker = await startWorkerProcess(REDIS_URL, exchange.url, cluster.env);
  await using _other = await startWorkerProcess(REDIS_URL, exchange.url, cluster.env);
  const listener = await listenTo(`${url}/v1/articles`);
  const { ids, refusals } = await submitMany(url, 200);
  expect(refusals).toBe(0);
  await until('all to be enriched', async () =>
    (await readMany(url, ids))?.every(({ status }) => status === 'enriched'),
  );
  await until('all to be received', () => listener.events.length >= 200);
  const feed = await wholeFeed(url);
  expect([...feed].sort()).toEqual([...ids].sort());
  expect(listener.events.map(({ data }) => data.id)).toEqual(feed);
  listener.cut();
  for (const articles of await spread('tickerspan:{a_*}:record')) expect(articles).toBeGreaterThan(40);
});

test('a cluster supports every call: readiness, waiting, several ids, refreshing, webhooks, deleting, the dashboard', async () => {
  await using receiver = await startReceiver();
  const settings = { ...cluster.env, WEBHOOK_SECRET: newWebhookSecret(), WEBHOOK_ALLOW_PRIVATE: 'true' };
  await using _api = await startApiProcess(REDIS_URL, port, settings);
  await using _worker = await startWorkerProcess(REDIS_URL, exchange.url, settings);
  const last = cluster.servers.at(-1) as RedisServer;
  expect((await send(`${url}/readyz`)).json).toMatchObject({ status: 'ready', warnings: [] });
  await ask(last, (redis) => redis.config('SET', 'maxmemory-policy', 'allkeys-lru'));
  expect((await send(`${url}/readyz`)).json).toMatchObject({
    status: 'ready',
    warnings: [expect.stringContaining(`127.0.0.1:${last.port}`)],
  });

  const submission = JSON.stringify({ markdown: numbered(1), callbackUrl: `${receiver.url}/hook` });
  const awaited = await post(url, 'application/json', submission, { Prefer: 'wait=20' });
  expect(awaited).toMatchObject({
    status: 200,
    json: { status: 'enriched', companies: [{ ticker: 'sz000625' }] },
  });
  const { id } = awaited.json;
  const webhook = await until('the webhook', () => receiver.received[0]);
  expect(JSON.parse(webhook.body)).toMatchObject({ type: 'article.enriched', data: { id } });
  await until('the count', async () => (await send(`${url}/v1/webhooks`)).json.endpoints[0]?.delivered === 1);

  const { json: later } = await post(url, 'text/markdown', numbered(2));
  const waited = await send(`${url}/v1/articles/${later.id}`, wokenPoll());
  expect(waited).toMatchObject({ status: 200, json: { status: 'enriched' } });

  const articles = await readMany(url, [id, later.id, `a_${'a'.repeat(26)}`]);
  expect(articles).toMatchObject([{ id }, { id: later.id }, { problem: { code: 'article_not_found' } }]);
  expect((await send(`${url}/v1/articles/${id}/refresh`, { method: 'POST' })).status).toBe(202);
  await until('the refresh', async () => (await finished(url, id)).json.revision === 2);
  await until('its webhook', () => receiver.received.length === 2);
  expect((await send(`${url}/admin/queues/api/queues`)).json.queues).toHaveLength(2);

  expect((await send(`${url}/v1/articles/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await send(`${url}/v1/articles/${id}`)).status).toBe(404);
  expect(await wholeFeed(url)).toEqual([later.id]);
});

test('quotes and closing prices that one process has cached are read from the cluster by the next', async () => {
  const settings = { ...cluster.env, QUOTE_TTL_SECONDS: '600' };
  const tickers = 'sz000625,sh600519,hk00700,sh000300,sz300024,sh601318,sz000001,hk09988';
  const otherPort = await freePort();
  const asking = { TENCENT_QUOTE_URL: exchange.url };
  await using _api = await startApiProcess(REDIS_URL, port, { ...settings, ...asking });
  await using _other = await startApiProcess(REDIS_URL, otherPort, settings);
  const { quotes } = (await send(`${url}/v1/quotes?tickers=${tickers}`)).json;
  expect(Object.keys(quotes)).toHaveLength(8);
  const { length } = exchange.requests;
  // This process has no provider to ask.
  const known = await send(`http://127.0.0.1:${otherPort}/v1/quotes?tickers=${tickers}`);
  expect(known.json).toEqual({ quotes, missing: {} });
  expect(exchange.requests).toHaveLength(length);
  expect((await spread('tickerspan:quote:*')).every((count) => count > 0)).toBe(true);

  for (const serial of [1, 2]) {
    await using _worker = await startWorkerProcess(REDIS_URL, exchange.url, settings);
    await post(url, 'text/markdown', numbered(serial), { Prefer: 'wait=20' });
  }
  // The first asked for the price on the day of the article, and the second found it.
  expect(exchange.requests).toHaveLength(length + 1);
});

test('while a primary is away, requests that need it are refused; once it is back, everything works again', async () => {
  await using _api = await startApiProcess(REDIS_URL, port, cluster.env);
  await using _worker = await startWorkerProcess(REDIS_URL, exchange.url, cluster.env);
  const before = await submitMany(url, 30);
  for (const server of cluster.servers) {
    await server.kill();
    let serial = server.port * 1000;
    await until(
      'a refusal',
      async () => (await post(url, 'text/markdown', numbered(serial++))).status === 503,
    );
    expect((await send(`${url}/readyz`)).json).toMatchObject({
      status: 'not ready',
      redis: expect.stringContaining(`127.0.0.1:${server.port}`),
    });
    await server.restart();
    await until('the API to be ready', async () => (await send(`${url}/readyz`)).status === 200);
    const { id } = (await post(url, 'text/markdown', numbered(server.port))).json;
    expect(await send(`${url}/v1/articles/${id}`, wokenPoll())).toMatchObject({
      status: 200,
      json: { status: 'enriched' },
    });
  }
  const articles = await until('the articles', () => readMany(url, before.ids));
  expect(articles.every(({ status }) => status === 'enriched')).toBe(true);
});
