import { Redis } from 'ioredis';
import { createEnrichmentQueue } from '../../../src/queue/enrichment-queue.ts';
import { IntakeGate } from '../../../src/queue/intake-gate.ts';
import { connectRedis } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../../src/redis/connections.ts';
import { type Answer, post } from '../../support/client.ts';
import { postMany } from '../../support/lines.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { startApi } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;
let client: Redis;

beforeEach(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
});

afterEach(async () => {
  client.disconnect();
  await redis[Symbol.asyncDispose]();
});

function expectOverloaded(answer: Answer): void {
  expect(answer).toMatchObject({ status: 503, json: { code: 'overloaded' } });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(2);
}

const html = (text: string): string => `<p>${text}</p>`;

test('articles are refused while the oldest waits too long, and in NDJSON each line says so', async () => {
  await using api = await startApi(redis.url, { maxQueueAgeSeconds: 1 });
  await post(api.url, 'text/html', html('erster'));
  const refused = await until('the queue to be too old', async () => {
    const answer = await post(api.url, 'text/html', html('zweiter'));
    return answer.status === 503 && answer;
  });
  expectOverloaded(refused);
  const lines = [1, 2].map((serial) => JSON.stringify({ html: html(`Zeile ${serial}`) })).join('\n');
  expect(await postMany(api.url, 'application/x-ndjson', lines)).toMatchObject([
    { line: 1, status: 503, error: { code: 'overloaded' } },
    { line: 2, status: 503, error: { code: 'overloaded' } },
  ]);
  await client.del('{tickerspan}:enrichment:wait');
  await until('articles to be accepted again', async () => {
    const { status } = await post(api.url, 'text/html', html('dritter'));
    return status === 202;
  });
});

test('articles are refused while Redis is nearly full', async () => {
  await using api = await startApi(redis.url);
  const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  await client.config('SET', 'maxmemory', Math.round(used * 1.04));
  expectOverloaded(
    await until('the memory to be checked', async () => {
      const answer = await post(api.url, 'text/html', html('voll'));
      return answer.json.code === 'overloaded' && answer;
    }),
  );
  await client.config('SET', 'maxmemory', used * 4);
  await until('articles to be accepted again', async () => {
    const { status } = await post(api.url, 'text/html', html('leer'));
    return status === 202;
  });
});

test('articles in flight reserve the memory that their enrichment will need', async () => {
  await using api = await startApi(redis.url);
  const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  await client.config('SET', 'maxmemory', used + 20_000_000);
  // Each compresses to a few kilobytes, but its enrichment will have two megabytes.
  const large = (serial: number): string => html(`${100 + serial} ${'文'.repeat(700_000)}`);
  const statuses: number[] = [];
  // The API looks at the memory once a second, so a fast client may first have several accepted.
  await until('an article to be refused', async () => {
    const { status } = await post(api.url, 'text/html', large(statuses.length));
    statuses.push(status);
    return status === 503;
  });
  expect(statuses[0]).toBe(202);
  expect(await client.hget('tickerspan:{ledger}:sizes', '')).toBe(
    String(statuses.filter((status) => status === 202).length * Buffer.byteLength(large(0))),
  );
});

test('an article that an operator has retried does not count as waiting since its submission', async () => {
  await using api = await startApi(redis.url, { maxQueueAgeSeconds: 60 });
  const { json } = await post(api.url, 'text/html', html('alt'));
  const job = `{tickerspan}:enrichment:${json.id}`;
  await client.hset(job, 'timestamp', Date.now() - 3_600_000);
  await until('the queue to be too old', async () => {
    const { status } = await post(api.url, 'text/html', html('neu'));
    return status === 503;
  });
  await client.hset(job, 'ats', 1);
  await until('articles to be accepted again', async () => {
    const { status } = await post(api.url, 'text/html', html('neu'));
    return status === 202;
  });
});

test('Redis is checked once a second, however many articles come', async () => {
  const connection = connectRedis(redis.target, PRODUCER_CONNECTION, () => {});
  await until('Redis to be connected', () => connection.status === 'ready');
  const queue = createEnrichmentQueue(connection, () => {});
  let now = Date.now();
  const options = { maxQueueAgeSeconds: 300, minRedisHeadroom: 0.05, now: () => now };
  const gate = new IntakeGate(queue.bull, connection, options);
  const asked = async (): Promise<number> =>
    Number(/cmdstat_info:calls=(\d+)/.exec(await client.info('commandstats'))?.[1]);
  try {
    await gate.check();
    const before = await asked();
    await Promise.all(Array.from({ length: 500 }, () => gate.check()));
    // The measurement itself counts too.
    expect((await asked()) - before).toBe(1);
    now += 1000;
    await Promise.all(Array.from({ length: 500 }, () => gate.check()));
    expect((await asked()) - before).toBe(3);
  } finally {
    await queue.close();
    connection.disconnect();
  }
});
