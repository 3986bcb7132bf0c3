import { Worker } from 'bullmq';
import {
  createEnrichmentQueue,
  ENRICHMENT_QUEUE,
  QUEUE_PREFIX,
} from '../../../src/queue/enrichment-queue.ts';
import { connected, connectRedis } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION, WORKER_CONNECTION } from '../../../src/redis/connections.ts';
import { CallbackStore } from '../../../src/webhooks/callback-store.ts';
import { parseCallbackUrl } from '../../../src/webhooks/callback-url.ts';
import { Deliveries } from '../../../src/webhooks/deliveries.ts';
import { createDeliveryQueue } from '../../../src/webhooks/delivery-queue.ts';
import { startRedis } from '../../support/start-redis.ts';
import { until } from '../../support/until.ts';

const ARTICLE = `a_${'a'.repeat(26)}`;

test('queues that are created while Redis hangs accept jobs once it answers', async () => {
  await using server = await startRedis();
  const redis = connectRedis(server.target, PRODUCER_CONNECTION, () => {});
  await connected(redis, 5000);
  process.kill(server.pid, 'SIGSTOP');
  const enrichment = createEnrichmentQueue(redis, () => {});
  const delivery = createDeliveryQueue(redis, () => {});
  const addTo = {
    enrichment: () => enrichment.add(ARTICLE),
    delivery: () => delivery.add({ article: ARTICLE, revision: 1, delivery: `msg_${'0'.repeat(32)}` }),
  };
  for (const add of Object.values(addTo))
    await expect(add()).rejects.toMatchObject({ code: 'store_unavailable' });
  process.kill(server.pid, 'SIGCONT');
  for (const add of Object.values(addTo)) await add();
  await Promise.all([enrichment.close(), delivery.close()]);
  redis.disconnect();
});

describe('the enrichment queue', () => {
  const idOf = (serial: number) =>
    `a_${String(serial)
      .replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')
      .padStart(26, 'a')}`;

  test('keeps a limited number of finished jobs, which do not count as due', async () => {
    await using server = await startRedis();
    const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
    await connected(redis, 30_000);
    const queue = createEnrichmentQueue(redis, () => {});
    const count = 1100;
    await Promise.all(Array.from({ length: count }, (_, serial) => queue.add(idOf(serial))));
    expect(await queue.isDue(idOf(0))).toBe(true);
    let done = 0;
    const worker = new Worker(ENRICHMENT_QUEUE, async () => void done++, {
      connection: redis,
      prefix: QUEUE_PREFIX,
      concurrency: 50,
    });
    await until('all jobs to be done', () => done === count);
    await worker.close();
    const { completed } = await queue.bull.getJobCounts('completed');
    expect(completed).toBeLessThanOrEqual(1000);
    const [last] = await queue.bull.getCompleted(0, 0);
    expect(await queue.stateOf(last?.id ?? '')).toMatchObject({ place: 'over' });
    expect(await queue.isDue(last?.id ?? '')).toBe(false);
    await queue.close();
    redis.disconnect();
  });
});

test('a callback for an article that has expired is refused', async () => {
  await using server = await startRedis();
  const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  const queue = createDeliveryQueue(redis, () => {});
  const deliveries = new Deliveries(new CallbackStore(redis), queue);
  const url = parseCallbackUrl('https://example.com/hook', { canSign: true, allowPrivate: false });
  await expect(deliveries.request(ARTICLE, url)).rejects.toMatchObject({ code: 'article_expired' });
  expect(await redis.keys(`*${ARTICLE}*`)).toEqual([]);
  await queue.close();
  redis.disconnect();
});
