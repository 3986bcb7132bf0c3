import { Redis } from 'ioredis';
import { createDrainEstimate } from '../../../src/queue/drain-estimate.ts';
import { createEnrichmentQueue, QUEUE_PREFIX } from '../../../src/queue/enrichment-queue.ts';
import { finished, post, send } from '../../support/client.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

test('Retry-After estimates when the queued jobs are done, from the recent rate', async () => {
  await using redis = await startRedis();
  const client = new Redis(redis.url);
  const queue = createEnrichmentQueue(client, () => {});
  let now = Date.now();
  const drain = createDrainEstimate(client, queue, () => now);
  await using api = await startApi(redis.url);
  expect(await drain.retryAfterSeconds()).toBe(1);
  const worker = await startWorker({ redisUrl: redis.url, quotesUrl: 'http://127.0.0.1:9' });
  const done = await Promise.all([1, 2, 3, 4].map((n) => post(api.url, 'text/html', `<p>${n}</p>`)));
  for (const { json } of done) await finished(api.url, json.id);
  await worker[Symbol.asyncDispose]();
  await Promise.all(Array.from({ length: 8 }, (_, n) => post(api.url, 'text/html', `<p>wartet ${n}</p>`)));
  // As if the four had been finished within eight seconds: eight more take sixteen.
  const completed = `${QUEUE_PREFIX}:enrichment:completed`;
  const ids = await client.zrange(completed, 0, '-1');
  expect(ids).toHaveLength(4);
  now += 60_000;
  await Promise.all(ids.map((id, index) => client.zadd(completed, now - 8000 + index, id)));
  expect(await drain.retryAfterSeconds()).toBe(16);
  await client.zadd(completed, now - 4000, 'later', now - 4000, 'later still');
  now += 999;
  expect(await drain.retryAfterSeconds()).toBe(16);
  now += 1;
  expect(await drain.retryAfterSeconds()).toBe(Math.ceil((8 * 9) / 6));
  client.disconnect();
  now += 1000;
  expect(await drain.retryAfterSeconds()).toBe(12);
});

test('responses of a process use its current estimate', async () => {
  await using redis = await startRedis();
  await using api = await startApi(redis.url);
  const client = new Redis(redis.url);
  const { json } = await post(api.url, 'text/html', '<p>alt</p>');
  await client.hset(`${QUEUE_PREFIX}:enrichment:${json.id}`, 'timestamp', Date.now() - 3_600_000);
  client.disconnect();
  await until('the estimate to be a new one', async () => {
    const { headers } = await send(`${api.url}${json.url}`);
    return headers.get('retry-after') === '60';
  });
});
