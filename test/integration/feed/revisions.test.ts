import type { Redis } from 'ioredis';
import { createEnrichmentQueue } from '../../../src/queue/enrichment-queue.ts';
import { connectRedis } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../../src/redis/connections.ts';
import { type Exchange, startExchange } from '../../../tools/simulator/exchange.ts';
import { type Answer, finished, post, send } from '../../support/client.ts';
import { tracked } from '../../support/open-resources.ts';
import { POST } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;
let exchange: Exchange;
let api: Api;
let path: string;
let commands: Redis;

beforeAll(async () => {
  [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
  api = await startApi(redis.url);
  path = `${api.url}/v1/articles`;
  commands = connectRedis(redis.target, { ...PRODUCER_CONNECTION, enableOfflineQueue: true }, () => {});
});

afterAll(async () => {
  commands.disconnect();
  await api[Symbol.asyncDispose]();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

beforeEach(() => commands.flushall());
afterEach(() => exchange.setFault('tencent', 'none'));

const aWorker = () => startWorker({ redisUrl: redis.url, quotesUrl: exchange.url, timeoutMs: 60_000 });
function aQueue() {
  const queue = createEnrichmentQueue(commands, () => {});
  return tracked('queue', { bull: queue.bull }, () => queue.close());
}

const submit = async (text = POST): Promise<string> => (await post(api.url, 'text/markdown', text)).json.id;
const refresh = (id: string): Promise<Answer> => send(`${path}/${id}/refresh`, { method: 'POST' });
const remove = (id: string): Promise<Answer> => send(`${path}/${id}`, { method: 'DELETE' });
const inFeed = async (): Promise<readonly string[]> =>
  (await send(path)).json.items.map(
    ({ id, revision }: { id: string; revision: number }) => `${id}:${revision}`,
  );
const untilInFeed = (...revisions: readonly string[]) =>
  until(`the feed to hold ${revisions}`, async () => {
    const there = await inFeed();
    return there.length >= revisions.length && there;
  });
const idle = () =>
  until('the queue to have no job', async () => {
    const [active, wait] = await Promise.all([
      commands.llen('{tickerspan}:enrichment:active'),
      commands.llen('{tickerspan}:enrichment:wait'),
    ]);
    return active + wait === 0;
  });

describe('a refresh', () => {
  test('makes one more revision, with new quotes, and the feed has both', async () => {
    await using _worker = await aWorker();
    const id = await submit();
    const before = (await finished(api.url, id)).json;
    const asked = await refresh(id);
    expect(asked).toMatchObject({
      status: 202,
      json: { id, status: 'queued', revision: 1, url: `/v1/articles/${id}` },
    });
    expect(asked.headers.get('location')).toBe(`/v1/articles/${id}`);
    expect(Number(asked.headers.get('retry-after'))).toBeGreaterThan(0);
    const after = (await finished(api.url, id)).json;
    expect(after).toMatchObject({ status: 'enriched', revision: 2 });
    expect(after.enrichedAt > before.enrichedAt).toBe(true);
    expect(await untilInFeed(`${id}:1`, `${id}:2`)).toEqual([`${id}:1`, `${id}:2`]);
  });

  test('of an article that is being enriched for the first time changes nothing', async () => {
    await using _worker = await aWorker();
    exchange.setFault('tencent', 'slow');
    const asked = exchange.tallies().tencent.requests;
    const id = await submit();
    await until('the quotes to be asked for', () => exchange.tallies().tencent.requests > asked);
    expect(await refresh(id)).toMatchObject({ status: 202, json: { status: 'processing', revision: 1 } });
    expect((await finished(api.url, id)).json.revision).toBe(1);
    await idle();
    expect(await inFeed()).toEqual([`${id}:1`]);
  });

  test.each([1, 5])('that is requested %s times while it is pending is one revision', async (times) => {
    const id = await submit();
    {
      await using _worker = await aWorker();
      await finished(api.url, id);
      await untilInFeed(`${id}:1`);
    }
    await Promise.all(Array.from({ length: times }, () => refresh(id)));
    const pending = await send(`${path}/${id}`);
    expect(pending).toMatchObject({ status: 202, json: { status: 'queued', revision: 1 } });
    // The old result stays readable until the new one exists.
    expect(pending.json.companies).toHaveLength(1);
    await refresh(id);
    await using _worker = await aWorker();
    expect((await finished(api.url, id)).json.revision).toBe(2);
    await untilInFeed(`${id}:1`, `${id}:2`);
    await idle();
    expect(await inFeed()).toEqual([`${id}:1`, `${id}:2`]);
  });

  test('followed by another makes two more revisions', async () => {
    await using _worker = await aWorker();
    const id = await submit();
    for (const revision of [1, 2, 3]) {
      expect((await finished(api.url, id)).json.revision).toBe(revision);
      if (revision < 3) await refresh(id);
    }
    await untilInFeed(`${id}:1`, `${id}:2`, `${id}:3`);
  });

  test('of an unknown or invalid id is answered by 404', async () => {
    for (const id of [`a_${'a'.repeat(26)}`, 'x']) {
      expect(await refresh(id)).toMatchObject({ status: 404, json: { code: 'article_not_found' } });
    }
  });

  test('first appends the previous revision if the feed does not have it', async () => {
    const id = await submit();
    {
      await using _worker = await aWorker();
      await finished(api.url, id);
      await untilInFeed(`${id}:1`);
      await idle();
    }
    await commands.del(...(await commands.keys('tickerspan:{feed}:*')));
    await refresh(id);
    expect(await inFeed()).toEqual([`${id}:1`]);
  });
});

describe('a deleted article', () => {
  test('disappears from store and feed with all its revisions, and counts as new if it is submitted again', async () => {
    await using _worker = await aWorker();
    const [id, other] = [await submit(), await submit(`${POST}<!-- other -->`)];
    await finished(api.url, id);
    await refresh(id);
    await Promise.all([finished(api.url, id), finished(api.url, other)]);
    await untilInFeed('', '', '');
    const gone = await remove(id);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect(await send(`${path}/${id}`)).toMatchObject({ status: 404, json: { code: 'article_not_found' } });
    expect(await inFeed()).toEqual([`${other}:1`]);
    expect(await remove(id)).toMatchObject({ status: 204 });
    expect(await commands.keys(`tickerspan:{${id}}:*`)).toEqual([`tickerspan:{${id}}:seen`]);
    expect((await post(api.url, 'text/markdown', POST)).json).toMatchObject({
      id,
      duplicate: false,
      status: 'queued',
    });
    expect((await finished(api.url, id)).json).toMatchObject({ status: 'enriched', revision: 1 });
    expect(await untilInFeed('', '')).toEqual([`${other}:1`, `${id}:1`]);
  });

  test('does not come back if it was being enriched, and counts as new afterwards', async () => {
    await using _worker = await aWorker();
    exchange.setFault('tencent', 'slow');
    const asked = exchange.tallies().tencent.requests;
    const id = await submit();
    await until('the quotes to be asked for', () => exchange.tallies().tencent.requests > asked);
    expect((await remove(id)).status).toBe(204);
    // The worker is still processing the deleted one.
    expect((await post(api.url, 'text/markdown', POST)).json.duplicate).toBe(false);
    expect((await remove(id)).status).toBe(204);
    await idle();
    expect((await send(`${path}/${id}`)).status).toBe(404);
    expect(await inFeed()).toEqual([]);
    await submit();
    expect((await finished(api.url, id)).json.status).toBe('enriched');
    expect(await untilInFeed('')).toEqual([`${id}:1`]);
  });

  test('is skipped without a failure if it was waiting for a worker', async () => {
    const id = await submit();
    await remove(id);
    await using _worker = await aWorker();
    await until('its job to be done', () => commands.zcard('{tickerspan}:enrichment:completed'));
    expect(await commands.zcard('{tickerspan}:enrichment:failed')).toBe(0);
    expect((await send(`${path}/${id}`)).status).toBe(404);
  });

  test('may have expired before, and leaves nothing either', async () => {
    await using brief = await startApi(redis.url, { ttlSeconds: 1 });
    await using _worker = await aWorker();
    const { id } = (await post(brief.url, 'text/html', '<p>短命</p>')).json;
    await untilInFeed('');
    await until('it to expire', async () => (await send(`${path}/${id}`)).status === 410);
    expect((await refresh(id)).status).toBe(410);
    expect((await remove(id)).status).toBe(204);
    expect([(await send(`${path}/${id}`)).status, (await remove(id)).status]).toEqual([404, 204]);
    expect(await inFeed()).toEqual([]);
  });

  test('with an unknown or invalid id is answered by 404', async () => {
    for (const id of [`a_${'a'.repeat(26)}`, 'x']) {
      expect(await remove(id)).toMatchObject({ status: 404, json: { code: 'article_not_found' } });
    }
  });
});

describe('a job that runs again after its worker died', () => {
  test('appends nothing to the feed twice', async () => {
    await using queue = aQueue();
    await using _worker = await aWorker();
    const id = await submit();
    await untilInFeed(`${id}:1`);
    const saved = (await finished(api.url, id)).json;
    await idle();
    await queue.bull.remove(id);
    const again = await queue.bull.add('enrich', { id }, { jobId: id });
    await until('it to be done', () => again.isCompleted());
    expect(await inFeed()).toEqual([`${id}:1`]);
    expect((await finished(api.url, id)).json).toEqual(saved);
  });

  test('appends what was readable already, even if the job fails', async () => {
    await using queue = aQueue();
    await using _worker = await aWorker();
    const id = await submit();
    await untilInFeed(`${id}:1`);
    await idle();
    await queue.bull.remove(id);
    await commands.del(...(await commands.keys('tickerspan:{feed}:*')));
    // No worker can process this job.
    await queue.bull.add('enrich', {} as { id: string }, { jobId: id });
    expect(await untilInFeed(`${id}:1`)).toEqual([`${id}:1`]);
    expect((await send(`${path}/${id}`)).json.status).toBe('enriched');
  });
});

test('an article that expired and is submitted again appears in the feed again', async () => {
  await using brief = await startApi(redis.url, { ttlSeconds: 1 });
  await using _worker = await aWorker();
  const { id } = (await post(brief.url, 'text/html', '<p>短命</p>')).json;
  await untilInFeed('');
  await until('it to expire', async () => (await send(`${path}/${id}`)).status === 410);
  await post(api.url, 'text/html', '<p>短命</p>');
  expect(await untilInFeed('', '')).toEqual([`${id}:1`, `${id}:1`]);
});

test('pages that are read while 200 articles are submitted contain each once', async () => {
  await using _worker = await aWorker();
  const submitted: string[] = [];
  let isSubmitting = true;
  const submitting = Promise.all(
    Array.from({ length: 5 }, async (_, row) => {
      for (let serial = 0; serial < 40; serial += 1)
        submitted.push((await post(api.url, 'text/html', `<p>${row}-${serial}</p>`)).json.id);
    }),
  ).finally(() => {
    isSubmitting = false;
  });
  const seen: string[] = [];
  let after = '';
  await until('all to be seen', async () => {
    const { json } = await send(`${path}?limit=7${after}`, { headers: { Prefer: 'wait=1' } });
    seen.push(...json.items.map(({ id }: { id: string }) => id));
    after = `&after=${json.next}`;
    return !isSubmitting && seen.length >= 200;
  });
  await submitting;
  expect(new Set(seen).size).toBe(seen.length);
  expect([...seen].sort()).toEqual([...submitted].sort());
  expect((await send(`${path}?${after}`)).json.items).toEqual([]);
});
