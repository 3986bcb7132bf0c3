import { EventEmitter, once } from 'node:events';
import type { Redis } from 'ioredis';
import { ArticleClaims } from '../../../src/articles/lifecycle/article-claims.ts';
import { keysOf } from '../../../src/articles/lifecycle/article-record.ts';
import { ArticleStore } from '../../../src/articles/lifecycle/article-store.ts';
import { ArticleFeed } from '../../../src/feed/article-feed.ts';
import { Ledger } from '../../../src/ledger/ledger.ts';
import { createLogger } from '../../../src/logger.ts';
import { createEnrichmentQueue } from '../../../src/queue/enrichment-queue.ts';
import type { QuoteAnswers } from '../../../src/quotes/quote-source.ts';
import { connectRedis } from '../../../src/redis/connect.ts';
import { WORKER_CONNECTION } from '../../../src/redis/connections.ts';
import { DriftDetector } from '../../../src/telemetry/drift.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { createEnrichmentWorker, type EnrichmentWorkerOptions } from '../../../workers/enrichment-worker.ts';
import { finished, post } from '../../support/client.ts';
import { POST } from '../../support/posts.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startApi } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const ENRICHING = {
  quotes: { name: 'nobody', quotesFor: () => Promise.reject(new Error('quotes are not requested here')) },
  minConfidence: 0.5,
  linkTarget: 'sina',
  unlinkFalseMentions: false,
  linkRepeats: true,
};

const storesOf = (redis: Redis) => ({
  articles: new ArticleStore(redis, { ttlSeconds: 60 }),
  feed: new ArticleFeed(redis, { maxLength: 1000 }),
  ledger: new Ledger(redis),
  drift: new DriftDetector(redis),
});

/** Starts a worker that processes one article at a time and delivers nothing. */
const startOn = (redis: Redis, options: Partial<EnrichmentWorkerOptions> = {}) =>
  createEnrichmentWorker({
    ...storesOf(redis),
    enrich: ENRICHING,
    redis,
    concurrency: 1,
    deliver: async () => {},
    metrics: createMetrics().articles,
    logger: createLogger('silent', 'test'),
    ...options,
  });

test('a bug is logged with its reason at the first attempt', async () => {
  await using server = await startRedis();
  await using api = await startApi(server.url);
  const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  const { id } = (await post(api.url, 'text/html', '<p>坏了</p>')).json;
  await redis.set(`tickerspan:{${id}}:text`, 'no deflated text');
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const worker = startOn(redis, {
    logger: createLogger('info', 'test', { destination }),
  });
  const bug = await until('it to be logged', () =>
    lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'unexpected error'),
  );
  expect(bug).toMatchObject({
    level: 'error',
    article: id,
    error: { message: expect.stringMatching(/block|stored|invalid/) },
  });
  await worker.close();
  redis.disconnect();
});

test('a permanent failure is delivered while its job is active, so another worker can take over after a crash', async () => {
  await using server = await startRedis();
  await using api = await startApi(server.url);
  const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  const queue = createEnrichmentQueue(redis, () => {});
  const { id } = (await post(api.url, 'text/html', '<p>正文没了</p>')).json;
  await redis.del(`tickerspan:{${id}}:text`);
  const delivered: unknown[] = [];
  const worker = startOn(redis, {
    deliver: async (article) => {
      const { status } = (await finished(api.url, article)).json;
      delivered.push([article, status, await queue.bull.getJobState(article)]);
    },
  });
  await until('the job to have failed', async () => (await queue.bull.getJobState(id)) === 'failed');
  expect(delivered).toEqual([[id, 'failed', 'active']]);
  await worker.close();
  await queue.close();
  redis.disconnect();
});

test('the job of an article that is deleted before its worker reads it does not fail', async () => {
  await using server = await startRedis();
  await using api = await startApi(server.url);
  const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  const queue = createEnrichmentQueue(redis, () => {});
  const stores = storesOf(redis);
  const { id } = (await post(api.url, 'text/html', '<p>删了</p>')).json;
  class DeletedOnceClaimed extends ArticleStore {
    override async claim(article: string): ReturnType<ArticleStore['claim']> {
      const task = await super.claim(article);
      await fetch(`${api.url}/v1/articles/${article}`, { method: 'DELETE' });
      return task;
    }
  }
  const worker = startOn(redis, {
    articles: new DeletedOnceClaimed(redis, { ttlSeconds: 60 }),
  });
  await until('its job to be over', async () =>
    ['completed', 'failed'].includes(await queue.bull.getJobState(id)),
  );
  expect(await queue.bull.getJobState(id)).toBe('completed');
  expect(await stores.ledger.totals()).toMatchObject({ accepted: 1, deleted: 1, failed: 0, inFlight: 0 });
  await worker.close();
  await queue.close();
  redis.disconnect();
});

test.each([
  [
    'killed two workers',
    async (redis: Redis, id: string) => void (await redis.sadd(keysOf(id).claims, 'dead-1', 'dead-2')),
  ],
  [
    'lost its lock too often',
    async (redis: Redis, id: string) => {
      await redis.lmove(`${QUEUE}:wait`, `${QUEUE}:active`, 'RIGHT', 'LEFT');
      await redis.hset(`${QUEUE}:${id}`, 'stc', 1000);
    },
  ],
])('the job of an article that is deleted leaves no failed job if it %s', async (_what, prepare) => {
  await using server = await startRedis();
  await using api = await startApi(server.url);
  const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  const queue = createEnrichmentQueue(redis, () => {});
  const stores = storesOf(redis);
  const { id } = (await post(api.url, 'text/html', '<p>删了</p>')).json;
  await prepare(redis, id);
  await stores.articles.remove(id);
  const worker = startOn(redis, {
    claims: new ArticleClaims(redis, 'this-worker'),
  });
  await until('its job to be over', async () =>
    ['completed', 'unknown'].includes(await queue.bull.getJobState(id)),
  );
  await worker.close();
  await queue.close();
  redis.disconnect();
});

const QUEUE = '{tickerspan}:enrichment';

test('a worker enriches one huge article at a time, and ordinary articles meanwhile', async () => {
  await using server = await startRedis();
  await using api = await startApi(server.url);
  const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  const queue = createEnrichmentQueue(redis, () => {});
  const huge = (serial: number): string => `<p>第${serial}号</p>${'<p>正文</p>'.repeat(100_000)}`;
  const bodies = [huge(1), huge(2), huge(3), '<p>寻常</p>'];
  const ids: string[] = [];
  for (const body of bodies) ids.push((await post(api.url, 'text/html', body)).json.id);
  const gate = new EventEmitter();
  let asking = 0;
  const quotesFor = async (): Promise<QuoteAnswers> => {
    asking += 1;
    if (asking <= 2) await once(gate, 'open');
    return { quotes: new Map(), missing: new Map() };
  };
  const worker = startOn(redis, {
    enrich: { ...ENRICHING, quotes: { name: 'gate', quotesFor } },
    concurrency: 4,
  });
  await until(
    'two of the huge articles to be delayed',
    async () => (await queue.bull.getDelayedCount()) === 2,
  );
  await until('the others to ask for quotes', () => asking === 2);
  gate.emit('open');
  for (const id of ids)
    await until('all to be enriched', async () => (await finished(api.url, id)).json.status === 'enriched');
  await worker.close();
  await queue.close();
  redis.disconnect();
});

describe('a store that fails during a job', () => {
  const LAST_ATTEMPT = 4;

  /**
   * Starts the outage during a worker's last attempt at an article, while it asks for quotes. `ask`
   * is what the quote source does after that.
   */
  async function meetOutage(
    out: (admin: Redis) => Promise<unknown>,
    ask: () => Promise<QuoteAnswers>,
    use: (met: {
      readonly id: string;
      readonly admin: Redis;
      readonly status: () => Promise<string | null>;
      readonly failures: () => Promise<readonly [failed: number, counted: number]>;
    }) => Promise<void>,
  ): Promise<void> {
    await using server = await startRedis();
    await using api = await startApi(server.url);
    const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
    const setUp = connectRedis(server.target, WORKER_CONNECTION, () => {});
    await setUp.acl('SETUSER', 'admin', 'on', '>secret', '~*', '&*', '+@all');
    setUp.disconnect();
    // This user may run the commands that the others are refused.
    const url = server.url.replace('//', '//admin:secret@');
    const admin = connectRedis({ kind: 'single', url }, WORKER_CONNECTION, () => {});
    const queue = createEnrichmentQueue(admin, () => {});
    const { id } = (await post(api.url, 'text/markdown', POST)).json;
    await admin.hset(`{tickerspan}:enrichment:${id}`, 'atm', LAST_ATTEMPT);
    let isFirst = true;
    const quotes = {
      name: 'stub',
      async quotesFor() {
        if (isFirst) await out(admin);
        isFirst = false;
        return await ask();
      },
    };
    const metrics = createMetrics().articles;
    const worker = startOn(redis, {
      enrich: { ...ENRICHING, quotes },
      metrics,
    });
    const status = () => admin.hget(`tickerspan:{${id}}:record`, 'status');
    const failures = async () =>
      [await queue.bull.getFailedCount(), (await metrics.failed.get()).values.length] as const;
    try {
      await use({ id, admin, status, failures });
    } finally {
      await worker.close(true);
      await queue.close();
      redis.disconnect();
      admin.disconnect();
    }
  }

  const NO_QUOTES: QuoteAnswers = { quotes: new Map(), missing: new Map() };
  const permissions =
    (...rules: readonly string[]) =>
    (admin: Redis) =>
      admin.acl('SETUSER', 'default', ...rules);
  const wasRefused = (command: string) => async (admin: Redis) =>
    JSON.stringify(await admin.acl('LOG')).includes(`"${command}"`);
  const isPutOff = async (admin: Redis) => (await admin.zcard('{tickerspan}:enrichment:delayed')) === 1;
  const full = (admin: Redis) => admin.config('SET', 'maxmemory', '1');
  const roomy = (admin: Redis) => admin.config('SET', 'maxmemory', '0');

  test.each([
    { name: 'is full', out: full, back: roomy, isMet: isPutOff },
    {
      name: 'refuses a command that saving needs',
      out: permissions('-set'),
      back: permissions('+set'),
      isMet: wasRefused('set'),
    },
    {
      name: 'also refuses a command that delaying the job needs',
      out: permissions('-set', '-del'),
      back: permissions('+set', '+del'),
      isMet: wasRefused('del'),
    },
  ])('and $name uses up no attempt', async ({ out, back, isMet }) => {
    await meetOutage(
      out,
      async () => NO_QUOTES,
      async ({ admin, status, failures }) => {
        await until('the worker to notice it', () => isMet(admin));
        expect(await failures()).toEqual([0, 0]);
        await back(admin);
        await until('it to be enriched', async () => (await status()) === 'enriched');
        expect(await failures()).toEqual([0, 0]);
      },
    );
  });

  test('keeps the job of a failing article until it has stored the reason', async () => {
    const bug = () => Promise.reject(new Error('a source never throws'));
    await meetOutage(full, bug, async ({ admin, status, failures }) => {
      await until('the job to be delayed', () => isPutOff(admin));
      expect([await status(), await failures()]).toEqual(['processing', [0, 0]]);
      await roomy(admin);
      await until('its job to fail', async () => (await failures())[0] === 1);
      expect([await status(), await failures()]).toEqual(['failed', [1, 1]]);
    });
  });
});
