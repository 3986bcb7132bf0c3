import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Redis } from 'ioredis';
import { connectRedis } from '../../src/redis/connect.ts';
import { WORKER_CONNECTION } from '../../src/redis/connections.ts';
import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { finished, post, send } from '../support/client.ts';
import { listenTo } from '../support/event-source.ts';
import { POST } from '../support/posts.ts';
import { startApiProcess, startWorkerProcess } from '../support/start-process.ts';
import { freePort, type RedisServer, startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

let redis: RedisServer;
let exchange: Exchange;
let port: number;
let path: string;
let url: string;
let commands: Redis;

beforeEach(async () => {
  [redis, exchange, port] = await Promise.all([startRedis(), startExchange(), freePort()]);
  url = `http://127.0.0.1:${port}`;
  path = `${url}/v1/articles`;
  commands = connectRedis(redis.target, WORKER_CONNECTION, () => {});
});

afterEach(async () => {
  commands.disconnect();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

const inFeed = async (): Promise<readonly string[]> =>
  (await send(`${path}?limit=1000`)).json.items.map(
    ({ id, revision }: { id: string; revision: number }) => `${id}:${revision}`,
  );

const STREAM = 'tickerspan:{feed}:stream';

test('if a worker dies after saving a result, another appends it to the feed once and leaves the result as it is', async () => {
  await using _api = await startApiProcess(redis.url, port);
  // A key of the wrong type makes the append fail, as if the worker died before it.
  await commands.set(STREAM, 'in the way');
  await using victim = await startWorkerProcess(redis.url, exchange.url);
  const { id } = (await post(url, 'text/markdown', POST)).json;
  const saved = (await finished(url, id)).json;
  await victim.end('SIGKILL');
  await commands.del(STREAM);
  await using _rescuer = await startWorkerProcess(redis.url, exchange.url);
  await until('the feed to have it', async () => (await inFeed()).length > 0);
  expect(await inFeed()).toEqual([`${id}:1`]);
  // The article was not enriched twice.
  expect((await finished(url, id)).json).toEqual(saved);
});

test('although workers are killed again and again, the feed has each article once', async () => {
  await using _api = await startApiProcess(redis.url, port);
  const ids = new Set<string>();
  const client = await listenTo(path);
  for (let round = 0; round < 3; round += 1) {
    await using victim = await startWorkerProcess(redis.url, exchange.url, { WORKER_CONCURRENCY: '4' });
    const before = await commands.xlen(STREAM);
    for (let serial = 0; serial < 60; serial += 1)
      ids.add((await post(url, 'text/html', `<p>${round}-${serial}</p>`)).json.id);
    await until('some to be in the feed', async () => (await commands.xlen(STREAM)) > before + 5);
    await victim.end('SIGKILL');
  }
  await using _worker = await startWorkerProcess(redis.url, exchange.url);
  await until('all to be in the feed', async () => (await inFeed()).length >= ids.size);
  const wanted = [...ids].sort();
  expect([...(await inFeed())].sort()).toEqual(wanted.map((id) => `${id}:1`));
  await until('all to be received', () => client.events.length >= ids.size);
  expect(client.events.map(({ data }) => data.id).sort()).toEqual(wanted);
  client.cut();
});

test('an API that is asked to stop ends listeners and long polls at once', async () => {
  await using api = await startApiProcess(redis.url, port, { SHUTDOWN_GRACE_MS: '600000' });
  const listener = await listenTo(path);
  const poll = get(path, { headers: { Prefer: 'wait=30' } });
  const answered = once(poll, 'response') as Promise<[IncomingMessage]>;
  await until('the read to begin', async () =>
    /\bcmd=xread\b/.test((await commands.client('LIST')) as string),
  );
  // A long grace period: if stopping waited for open requests, this would take minutes.
  expect(await api.end('SIGTERM')).toBe(0);
  const [response] = await answered;
  expect(response.statusCode).toBe(200);
  response.destroy();
  await until('the stream to end', () => listener.isEnded);
});
