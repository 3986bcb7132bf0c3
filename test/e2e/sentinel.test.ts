import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { post, send } from '../support/client.ts';
import { listenTo } from '../support/event-source.ts';
import { numbered, readMany, submitMany, wholeFeed } from '../support/many-articles.ts';
import { NOBODY, startApiProcess, startWorkerProcess } from '../support/start-process.ts';
import { freePort } from '../support/start-redis.ts';
import { ask, type RedisGroup, startSentinelGroup } from '../support/start-redis-group.ts';
import { until } from '../support/until.ts';

/** Nobody is there: the sentinels win. */
const REDIS_URL = NOBODY.replace('http', 'redis');

let group: RedisGroup;
let exchange: Exchange;
let port: number;
let url: string;

beforeEach(async () => {
  [group, exchange, port] = await Promise.all([startSentinelGroup(), startExchange(), freePort()]);
  url = `http://127.0.0.1:${port}`;
}, 60_000);

afterEach(async () => {
  await exchange.close();
  await group[Symbol.asyncDispose]();
});

test('500 articles get through a failover, submitted by a client that repeats what was refused and what is not known after it', async () => {
  await using _api = await startApiProcess(REDIS_URL, port, group.env);
  await using _worker = await startWorkerProcess(REDIS_URL, exchange.url, group.env);
  await using _other = await startWorkerProcess(REDIS_URL, exchange.url, group.env);
  await until('the API to be ready', async () => (await send(`${url}/readyz`)).status === 200);
  const listener = await listenTo(`${url}/v1/articles`);
  const { ids, refusals } = await submitMany(url, 500, (accepted) => {
    if (accepted === 150) void group.servers[0]?.kill();
  });
  expect(ids.size).toBe(500);
  expect(refusals.length).toBeGreaterThan(0);
  expect(Math.max(...refusals)).toBeLessThan(1000);
  // Of what was accepted in the last moments the replica may not have heard.
  const found = await until('the articles', () => readMany(url, ids));
  const lost = found.filter(({ problem }) => problem?.code === 'article_not_found');
  if (lost.length > 0) expect((await submitMany(url, 500)).ids).toEqual(ids);
  await until(
    'all to be enriched',
    async () => {
      const articles = await readMany(url, ids);
      return articles?.every(({ status }) => status === 'enriched');
    },
    60_000,
  );
  await until('all to be told of', () => new Set(listener.events.map(({ data }) => data.id)).size === 500);
  expect([...(await wholeFeed(url))].sort()).toEqual([...ids].sort());
  listener.cut();
}, 180_000);

test('a primary that hangs is left for the one that takes its place', async () => {
  await using _api = await startApiProcess(REDIS_URL, port, group.env);
  await using _worker = await startWorkerProcess(REDIS_URL, exchange.url, group.env);
  await until('the API to be ready', async () => (await send(`${url}/readyz`)).status === 200);
  const before = await submitMany(url, 20);
  process.kill(group.servers[0]?.pid ?? 0, 'SIGSTOP');
  const { ids, refusals } = await submitMany(url, 40);
  expect(refusals.length).toBeGreaterThan(0);
  expect(Math.max(...refusals)).toBeLessThan(1500);
  await until(
    'all to be enriched',
    async () => (await readMany(url, ids))?.every(({ status }) => status === 'enriched'),
    40_000,
  );
  expect([...ids]).toEqual(expect.arrayContaining([...before.ids]));
  expect(new Set(await wholeFeed(url))).toEqual(ids);
  const begun = Date.now();
  const held = await post(url, 'text/markdown', numbered(1000), { Prefer: 'wait=20' });
  expect(held).toMatchObject({ status: 200, json: { status: 'enriched' } });
  expect(Date.now() - begun).toBeLessThan(15_000);
}, 120_000);

test('a primary that may not write without its replica has articles refused, and workers wait quietly', async () => {
  const [primary, replica] = group.servers;
  if (!primary || !replica) throw new Error('there are two');
  await using _api = await startApiProcess(REDIS_URL, port, group.env);
  const { ids } = await submitMany(url, 100);
  await ask(primary, (redis) => redis.config('SET', 'min-replicas-to-write', 1));
  await replica.kill();
  await using worker = await startWorkerProcess(REDIS_URL, exchange.url, group.env);
  // It takes a few seconds to be refused so often, in which the worker has everything to do and may do nothing.
  for (let refusals = 0; refusals < 500; ) {
    const { status } = await post(url, 'text/markdown', numbered(1000));
    if (status === 503) refusals += 1;
  }
  expect(worker.log.length).toBeLessThan(50);
  await replica.restart();
  await until(
    'all to be enriched',
    async () => (await readMany(url, ids))?.every(({ status }) => status === 'enriched'),
    60_000,
  );
}, 120_000);
