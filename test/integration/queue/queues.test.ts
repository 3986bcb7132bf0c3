import { createEnrichmentQueue } from '../../../src/queue/enrichment-queue.ts';
import { connected, connectRedis } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../../src/redis/connections.ts';
import { createDeliveryQueue } from '../../../src/webhooks/delivery-queue.ts';
import { startRedis } from '../../support/start-redis.ts';

const ARTICLE = `a_${'a'.repeat(26)}`;

test('queues whose Redis hangs when they are made take jobs once it answers', async () => {
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
