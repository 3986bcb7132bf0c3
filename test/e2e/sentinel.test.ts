import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { post, send, wokenPoll } from '../support/client.ts';
import { listenTo } from '../support/event-source.ts';
import { numbered, readMany, submitMany, wholeFeed } from '../support/many-articles.ts';
import { startApiProcess, startWorkerProcess, UNREACHABLE_URL } from '../support/start-process.ts';
import { freePort } from '../support/start-redis.ts';
import { ask, type RedisGroup, startSentinelGroup } from '../support/start-redis-group.ts';
import { until } from '../support/until.ts';

/** Nothing listens there: REDIS_SENTINELS takes precedence. */
const REDIS_URL = UNREACHABLE_URL.replace('http', 'redis');

let group: RedisGroup;
let exchange: Exchange;
let port: number;
let url: string;

beforeEach(async () => {
  [group, exchange, port] = await Promise.all([startSentinelGroup(), startExchange(), freePort()]);
  url = `http://127.0.0.1:${port}`;
});

afterEach(async () => {
  await exchange.close();
  await group[Symbol.asyncDispose]();
});

test('200 articles survive a failover if the client resends those that were refused or are unknown afterwards', async () => {
  await using _api = await startApiProcess(REDIS_URL, port, group.env);
  await using _worker = await startWorkerProcess(REDIS_URL, exchange.url, group.env);
  await using _other = await startWorkerProcess(REDIS_URL, exchange.url, group.env);
  await until('the API to be ready', async () => (await send(`${url}/readyz`)).status === 200);
  const listener = await listenTo(`${url}/v1/articles`);
  const { ids, refusals } = await submitMany(url, 200, (accepted) => {
    if (accepted === 60) void group.servers[0]?.kill();
  });
  expect(ids.size).toBe(200);
  expect(refusals).toBeGreaterThan(0);
  // The replica may have missed what was accepted in the last moments.
  const found = await until('the articles', () => readMany(url, ids));
  const lost = found.filter(({ problem }) => problem?.code === 'article_not_found');
  if (lost.length > 0) expect((await submitMany(url, 200)).ids).toEqual(ids);
  await until('all to be enriched', async () => {
    const articles = await readMany(url, ids);
    return articles?.every(({ status }) => status === 'enriched');
  });
  await until(
    'all to be in the feed',
    () => new Set(listener.events.map(({ data }) => data.id)).size === 200,
  );
  expect([...(await wholeFeed(url))].sort()).toEqual([...ids].sort());
  listener.cut();
});

test('clients switch from a primary that hangs to the new one', async () => {
  await using _api = await startApiProcess(REDIS_URL, port, group.env);
  await using _worker = await startWorkerProcess(REDIS_URL, exchange.url, group.env);
  await until('the API to be ready', async () => (await send(`${url}/readyz`)).status === 200);
  const before = await submitMany(url, 20);
  process.kill(group.servers[0]?.pid ?? 0, 'SIGSTOP');
  const { ids, refusals } = await submitMany(url, 40);
  expect(refusals).toBeGreaterThan(0);
  await until('all to be enriched', async () =>
    (await readMany(url, ids))?.every(({ status }) => status === 'enriched'),
  );
  expect([...ids]).toEqual(expect.arrayContaining([...before.ids]));
  expect(new Set(await wholeFeed(url))).toEqual(ids);
  const { id } = (await post(url, 'text/markdown', numbered(1000))).json;
  const polled = await send(`${url}/v1/articles/${id}`, wokenPoll());
  expect(polled).toMatchObject({ status: 200, json: { status: 'enriched' } });
});

test('articles are refused while the primary cannot write without its replica, and workers retry quietly', async () => {
  const [primary, replica] = group.servers;
  if (!primary || !replica) throw new Error('there are two');
  await using _api = await startApiProcess(REDIS_URL, port, group.env);
  const { ids } = await submitMany(url, 100);
  await ask(primary, (redis) => redis.config('SET', 'min-replicas-to-write', 1));
  await replica.kill();
  await using worker = await startWorkerProcess(REDIS_URL, exchange.url, group.env);
  await until(
    'an article to be refused',
    async () => (await post(url, 'text/markdown', numbered(1000))).status === 503,
  );
  const refusedWrites = async (): Promise<number> => {
    const stats = await ask(primary, (redis) => redis.info('errorstats'));
    return Number(/errorstat_NOREPLICAS:count=(\d+)/.exec(stats)?.[1] ?? 0);
  };
  const before = await refusedWrites();
  // The worker has work to do but cannot write, so it retries again and again.
  await until('many writes to be refused', async () => (await refusedWrites()) > before + 200);
  // Most of the refusals are not logged, no matter how long it takes.
  expect(worker.log.length).toBeLessThan(((await refusedWrites()) - before) / 4);
  await replica.restart();
  await until('all to be enriched', async () =>
    (await readMany(url, ids))?.every(({ status }) => status === 'enriched'),
  );
});
