import type { Redis } from 'ioredis';
import { connectRedis } from '../../src/redis/connect.ts';
import { WORKER_CONNECTION } from '../../src/redis/connections.ts';
import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { post, send } from '../support/client.ts';
import { listenTo } from '../support/event-source.ts';
import { POST } from '../support/posts.ts';
import { startApiProcess, startWorkerProcess } from '../support/start-process.ts';
import { freePort, type RedisServer, startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

let redis: RedisServer;
let exchange: Exchange;
let url: string;
let port: number;
let commands: Redis;

beforeEach(async () => {
  [redis, exchange, port] = await Promise.all([startRedis(), startExchange(), freePort()]);
  url = `http://127.0.0.1:${port}`;
  commands = connectRedis(redis.target, WORKER_CONNECTION, () => {});
});

afterEach(async () => {
  commands.disconnect();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

/** Posts a number of articles, ten at a time, and returns their ids. */
async function submit(count: number): Promise<readonly string[]> {
  const serials = Array.from({ length: count }, (_, serial) => serial).values();
  const ids: string[] = [];
  const submitter = async (): Promise<void> => {
    for (const serial of serials)
      ids.push((await post(url, 'text/markdown', `${POST}<!-- ${serial} -->`)).json.id);
  };
  await Promise.all(Array.from({ length: 10 }, submitter));
  return ids;
}

/**
 * Follows `next` from the beginning until the feed has returned `count` entries. Returns their ids
 * in order.
 */
async function pageThrough(count: number, limit: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor = '';
  while (ids.length < count) {
    const { json } = await send(`${url}/v1/articles?limit=${limit}${cursor && `&after=${cursor}`}`, {
      headers: { Prefer: 'wait=20' },
    });
    ids.push(...json.items.map(({ id }: { id: string }) => id));
    cursor = json.next;
  }
  return ids;
}

/**
 * Listens to the events of `count` articles and is cut off ten times on the way, at even intervals.
 * Returns their ids in order.
 */
async function listenThrough(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string = (await send(`${url}/v1/articles`)).json.next;
  for (let cuts = 0; cuts <= 10; cuts += 1) {
    const client = await listenTo(`${url}/v1/articles`, cursor, cuts < 10 ? count / 20 : count - ids.length);
    await until('the cut', () => client.isEnded);
    ids.push(...client.events.map(({ data }) => data.id));
    cursor = client.lastEventId;
  }
  return ids;
}

test('while 500 articles are submitted, paging and a listener that is cut off ten times miss nothing and repeat nothing', async () => {
  await using _api = await startApiProcess(redis.url, port);
  await using _worker = await startWorkerProcess(redis.url, exchange.url);
  await using _other = await startWorkerProcess(redis.url, exchange.url);
  const followers = Promise.all([pageThrough(500, 7), pageThrough(500, 1000), listenThrough(500)]);
  const ids = await submit(500);
  const [small, large, heard] = await followers;
  expect(new Set(ids).size).toBe(500);
  expect([...small].sort()).toEqual([...ids].sort());
  expect(large).toEqual(small);
  expect(heard).toEqual(small);
});

test('a thousand idle listeners cost the API process one connection to Redis', async () => {
  await using _api = await startApiProcess(redis.url, port);
  const connections = async () => ((await commands.client('LIST')) as string).trim().split('\n').length;
  const before = await connections();
  const clients = await Promise.all(
    Array.from({ length: 1000 }, () => listenTo(`${url}/v1/articles?ticker=sz000625`)),
  );
  await until('the read to begin', async () =>
    /\bcmd=xread\b/.test((await commands.client('LIST')) as string),
  );
  expect(await connections()).toBe(before + 1);
  await using _worker = await startWorkerProcess(redis.url, exchange.url);
  const { id } = (await post(url, 'text/markdown', POST)).json;
  await until('all to receive it', () => clients.every(({ events }) => events[0]?.data.id === id));
  for (const client of clients) client.cut();
});
