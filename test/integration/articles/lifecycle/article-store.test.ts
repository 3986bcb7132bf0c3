import { once } from 'node:events';
import type { Redis } from 'ioredis';
import type { Enrichment } from '../../../../src/articles/article.ts';
import { identityOf } from '../../../../src/articles/article-id.ts';
import { ArticleStore, type EnrichmentTask } from '../../../../src/articles/lifecycle/article-store.ts';
import { STORE_CLOCK } from '../../../../src/redis/clock.ts';
import { connectRedis } from '../../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../../../src/redis/connections.ts';
import { anArticle } from '../../../support/build.ts';
import { type RedisServer, startRedis } from '../../../support/start-redis.ts';

let server: RedisServer;
let redis: Redis;
let articles: ArticleStore;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.target, PRODUCER_CONNECTION, () => {});
  await once(redis, 'ready');
  articles = new ArticleStore(redis, { ttlSeconds: 60 });
});

afterAll(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

beforeEach(() => redis.flushall());

const enrichmentOf = (body: string): Enrichment => ({ body, mentions: [], companies: [] });

async function accepted(): Promise<string> {
  return (await articles.accept(anArticle())).record.id;
}

async function claimed(id: string): Promise<EnrichmentTask> {
  const task = await articles.claim(id);
  if (!task) throw new Error('it is gone');
  return task;
}

async function refresh(id: string): Promise<void> {
  const found = await articles.find(id);
  if (found) await articles.refresh(found.record);
}

test('a worker that lost its claim cannot enrich an article that has failed since, but a worker with a new claim can', async () => {
  const id = await accepted();
  const givenUp = await claimed(id);
  await articles.saveFailure(id, { code: 'article_stalled', detail: 'x' }, givenUp);
  expect(await articles.saveEnrichment(id, enrichmentOf('late'), givenUp)).toBeUndefined();
  expect((await articles.find(id))?.record.status).toBe('failed');
  expect(await articles.saveEnrichment(id, enrichmentOf('again'), await claimed(id))).toMatch(/Z$/);
});

test('of two workers that enrich one revision, only the first saves its result', async () => {
  const id = await accepted();
  const [first, second] = [await claimed(id), await claimed(id)];
  expect(await articles.saveEnrichment(id, enrichmentOf('first'), first)).toMatch(/Z$/);
  expect(await articles.saveEnrichment(id, enrichmentOf('second'), second)).toBeUndefined();
  expect((await articles.find(id))?.enrichment?.body).toBe('first');
  expect((await claimed(id)).status).toBe('enriched');
  expect((await articles.find(id))?.record.status).toBe('enriched');
});

test('a worker saves nothing after a refresh has replaced its revision', async () => {
  const id = await accepted();
  const late = await claimed(id);
  await articles.saveEnrichment(id, enrichmentOf('first'), await claimed(id));
  await refresh(id);
  expect(await articles.saveEnrichment(id, enrichmentOf('late'), late)).toBeUndefined();
  expect(await articles.find(id)).toMatchObject({
    record: { status: 'queued', revision: 1 },
    enrichment: { body: 'first' },
  });
});

test('a worker saves nothing into a resubmitted article that was deleted during its job', async () => {
  const id = await accepted();
  const late = await claimed(id);
  await articles.remove(id);
  expect(await articles.saveEnrichment(id, enrichmentOf('late'), late)).toBeUndefined();
  await accepted();
  expect(await articles.saveEnrichment(id, enrichmentOf('late'), late)).toBeUndefined();
  expect((await articles.find(id))?.record.status).toBe('queued');
});

test('the text of a deleted article is missing, and that of an expired one counts as expired', async () => {
  const [deleted, expired] = [await accepted(), 'a_bbbbbbbbbbbbbbbbbbbbbbbbbb'];
  await articles.accept(anArticle(), { ...identityOf(anArticle()), id: expired });
  await articles.remove(deleted);
  await redis.del(`tickerspan:{${expired}}:record`, `tickerspan:{${expired}}:text`);
  expect(await articles.readArticle(deleted)).toBeUndefined();
  await expect(articles.readArticle(expired)).rejects.toMatchObject({ code: 'article_expired' });
});

test('a failed refresh keeps the old result and says why; the next refresh makes the next revision', async () => {
  const id = await accepted();
  await articles.saveEnrichment(id, enrichmentOf('first'), await claimed(id));
  await refresh(id);
  await articles.saveFailure(id, { code: 'article_stalled', detail: 'x' });
  expect(await articles.find(id)).toMatchObject({
    record: { status: 'enriched', revision: 1, problem: { code: 'article_stalled' } },
    enrichment: { body: 'first' },
  });
  await refresh(id);
  await articles.saveEnrichment(id, enrichmentOf('second'), await claimed(id));
  const found = await articles.find(id);
  expect(found).toMatchObject({
    record: { status: 'enriched', revision: 2 },
    enrichment: { body: 'second' },
  });
  expect(found?.record.problem).toBeUndefined();
});

test('a failed article can be refreshed, and the result is its first revision', async () => {
  const id = await accepted();
  await articles.saveFailure(id, { code: 'article_stalled', detail: 'x' });
  expect((await articles.find(id))?.record.status).toBe('failed');
  await refresh(id);
  await articles.saveEnrichment(id, enrichmentOf('first'), await claimed(id));
  expect((await articles.find(id))?.record).toMatchObject({ status: 'enriched', revision: 1 });
});

test('a late failure does not change an enriched article', async () => {
  const id = await accepted();
  await articles.saveEnrichment(id, enrichmentOf('first'), await claimed(id));
  await articles.saveFailure(id, { code: 'article_stalled', detail: 'x' });
  expect((await articles.find(id))?.record).toMatchObject({ status: 'enriched', revision: 1 });
  expect((await articles.find(id))?.record.problem).toBeUndefined();
});

test('a failure of an earlier life or an older revision does not affect the current one', async () => {
  const id = await accepted();
  const former = await claimed(id);
  await articles.remove(id);
  await accepted();
  await articles.saveFailure(id, { code: 'article_expired', detail: 'x' }, former);
  expect((await articles.find(id))?.record.status).toBe('queued');
  const first = await claimed(id);
  await articles.saveEnrichment(id, enrichmentOf('first'), first);
  await refresh(id);
  await articles.saveFailure(id, { code: 'internal', detail: 'x' }, first);
  expect((await articles.find(id))?.record.status).toBe('queued');
});

describe('an article that an interrupted step left incomplete counts as new', () => {
  test.each([
    ['no text', (id: string) => redis.del(`tickerspan:{${id}}:text`)],
    ['no expiry', (id: string) => redis.persist(`tickerspan:{${id}}:record`)],
  ])('%s', async (_name, damage) => {
    const id = await accepted();
    await articles.saveFailure(id, { code: 'article_expired', detail: 'x' });
    await damage(id);
    const { isDuplicate, record } = await articles.accept(anArticle());
    expect([isDuplicate, record.status, record.problem]).toEqual([false, 'queued', undefined]);
    expect((await articles.find(id))?.record).toEqual(record);
    expect(await redis.pttl(`tickerspan:{${id}}:record`)).toBeGreaterThan(0);
    expect((await articles.readArticle(id))?.body).toBe(anArticle().body);
  });

  test.each(['set', 'pexpireat', 'hset'])('while a user cannot run %s', async (command) => {
    await redis.acl('SETUSER', 'limited', 'reset', 'on', '>secret', '~*', '&*', '+@all', `-${command}`);
    const limited = connectRedis(
      { kind: 'single', url: server.url.replace('//', '//limited:secret@') },
      PRODUCER_CONNECTION,
      () => {},
    );
    await once(limited, 'ready');
    const refused = new ArticleStore(limited, { ttlSeconds: 60 });
    await expect(refused.accept(anArticle())).rejects.toMatchObject({ code: 'store_refused' });
    expect((await articles.accept(anArticle())).isDuplicate).toBe(false);
    expect((await articles.accept(anArticle())).isDuplicate).toBe(true);
    limited.disconnect();
  });
});

test.each([-8, 8])(
  'a machine whose clock is %i days off stores, enriches and expires by the store’s clock',
  async (days) => {
    const real = Date.now();
    jest.useFakeTimers({
      now: real + days * 86_400_000,
      doNotFake: [
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'setInterval',
        'setTimeout',
      ],
    });
    try {
      const id = await accepted();
      const enrichedAt = await articles.saveEnrichment(id, enrichmentOf('x'), await claimed(id));
      const record = (await articles.find(id))?.record;
      for (const instant of [record?.receivedAt, enrichedAt])
        expect(Math.abs(Date.parse(String(instant)) - real)).toBeLessThan(60_000);
      expect(Date.parse(String(record?.expiresAt)) - Date.parse(String(record?.receivedAt))).toBe(60_000);
      expect(await redis.pexpiretime(`tickerspan:{${id}}:record`)).toBe(
        Date.parse(String(record?.expiresAt)),
      );
    } finally {
      jest.useRealTimers();
    }
  },
);

test('the store’s clock is written as ISO 8601 on every kind of day', async () => {
  const days = [
    '1970-01-01',
    '1999-12-31',
    '2000-02-29',
    '2024-02-29',
    '2026-03-01',
    '2099-12-31',
    '2100-02-28',
  ];
  const instants = days.map((day) => Date.parse(`${day}T23:59:58.007Z`));
  const script = `${STORE_CLOCK} local all = {} for i, ms in ipairs(ARGV) do all[i] = iso(tonumber(ms)) end return all`;
  expect(await redis.eval(script, 0, ...instants)).toEqual(instants.map((ms) => new Date(ms).toISOString()));
});
