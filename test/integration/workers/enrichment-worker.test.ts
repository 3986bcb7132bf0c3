import type { Redis } from 'ioredis';
import { ArticleStore } from '../../../src/articles/article-store.ts';
import { ArticleFeed } from '../../../src/feed/article-feed.ts';
import { createLogger } from '../../../src/logger.ts';
import { WORKER_CONNECTION } from '../../../src/queue/connections.ts';
import { createEnrichmentQueue } from '../../../src/queue/enrichment-queue.ts';
import { connectRedis } from '../../../src/redis.ts';
import { DriftWatch } from '../../../src/telemetry/drift.ts';
import { Ledger } from '../../../src/telemetry/ledger.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { createEnrichmentWorker } from '../../../workers/enrichment-worker.ts';
import { finished, post } from '../../support/client.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startApi } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const ENRICHING = {
  quotes: { name: 'nobody', quotesFor: () => Promise.reject(new Error('nobody asks')) },
  minConfidence: 0.5,
  linkTarget: 'sina',
  unlinkFalseMentions: false,
  linkRepeats: true,
};

const storesOf = (redis: Redis) => ({
  articles: new ArticleStore(redis, { ttlSeconds: 60 }),
  feed: new ArticleFeed(redis, { maxLength: 1000 }),
  ledger: new Ledger(redis),
  drift: new DriftWatch(redis),
});

test('a bug is in the log with its reason, at the first attempt', async () => {
  await using server = await startRedis();
  await using api = await startApi(server.url);
  const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  const { id } = (await post(api.url, 'text/html', '<p>坏了</p>')).json;
  await redis.set(`tickerspan:{${id}}:text`, 'no deflated text');
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const worker = createEnrichmentWorker({
    ...storesOf(redis),
    enrich: ENRICHING,
    redis,
    concurrency: 1,
    deliver: async () => {},
    metrics: createMetrics().articles,
    logger: createLogger('info', 'test', { destination }),
  });
  const bug = await until('it to be logged', () =>
    lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'bug'),
  );
  expect(bug).toMatchObject({
    level: 'error',
    article: id,
    error: { message: expect.stringMatching(/block|stored|invalid/) },
  });
  await worker.close();
  redis.disconnect();
});

test('what fails for good is told of while its job is in hand, so that a worker that dies then leaves it to another', async () => {
  await using server = await startRedis();
  await using api = await startApi(server.url);
  const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  const queue = createEnrichmentQueue(redis, () => {});
  const { id } = (await post(api.url, 'text/html', '<p>正文没了</p>')).json;
  await redis.del(`tickerspan:{${id}}:text`);
  const told: unknown[] = [];
  const worker = createEnrichmentWorker({
    ...storesOf(redis),
    metrics: createMetrics().articles,
    enrich: ENRICHING,
    redis,
    concurrency: 1,
    deliver: async (article) => {
      const { status } = (await finished(api.url, article)).json;
      told.push([article, status, await queue.bull.getJobState(article)]);
    },
    logger: createLogger('silent', 'test'),
  });
  await until('the job to have failed', async () => (await queue.bull.getJobState(id)) === 'failed');
  expect(told).toEqual([[id, 'failed', 'active']]);
  await worker.close();
  await queue.close();
  redis.disconnect();
});
