import { Redis } from 'ioredis';
import { identityOf } from '../../../src/articles/article-id.ts';
import { keysOf } from '../../../src/articles/lifecycle/article-record.ts';
import { createLogger } from '../../../src/logger.ts';
import { countOrphans } from '../../../src/operations/orphans.ts';
import { storeNow } from '../../../src/redis/clock.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import type { Store } from '../../../src/wiring/store.ts';
import { PeriodicReconcile } from '../../../workers/periodic-reconcile.ts';
import { anArticle } from '../../support/build.ts';
import { finished, post, send } from '../../support/client.ts';
import { openTestStore } from '../../support/open-test-store.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const WAIT = '{tickerspan}:enrichment:wait';
const UNREACHABLE_URL = 'http://127.0.0.1:1';
const CALLBACK = 'http://127.0.0.1:9/hook' as const;

let server: RedisServer;
let api: Api;
let redis: Redis;
let store: Store & AsyncDisposable;

beforeEach(async () => {
  server = await startRedis();
  api = await startApi(server.url, {
    webhooks: { secrets: [`whsec_${'A'.repeat(32)}`], allowPrivate: true },
  });
  redis = new Redis(server.url);
  store = openTestStore(server.url);
});

afterEach(async () => {
  await store[Symbol.asyncDispose]();
  redis.disconnect();
  await api[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Runs what the workers run periodically, and returns the numbers of repairs by kind. */
async function reconciled(): Promise<Readonly<Record<string, number>>> {
  const metrics = createMetrics().articles;
  const logger = createLogger('silent', 'test');
  await redis.set('tickerspan:{pending}:turn', 'held by the test');
  const periodic = new PeriodicReconcile({ ...store, intervalMs: 3_600_000, metrics, logger });
  try {
    // Steps that began within the current millisecond are skipped.
    const begun = await storeNow(redis);
    await until('the next millisecond', async () => (await storeNow(redis)) > begun);
    await periodic.reconcile(0);
  } finally {
    await periodic.close();
  }
  const { values } = await metrics.reconciled.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.kind), value]));
}

const worker = () => startWorker({ redisUrl: server.url, quotesUrl: UNREACHABLE_URL });
const totals = async () => (await send(`${api.url}/v1/ledger`)).json.totals;
const statusOf = async (id: string) => (await send(`${api.url}/v1/articles/${id}`)).status;
const inFeed = async (): Promise<readonly string[]> =>
  (await send(`${api.url}/v1/articles`)).json.items.map(
    ({ id, revision }: { id: string; revision: number }) => `${id}:${revision}`,
  );
const submit = async (text: string, more: object = {}): Promise<string> =>
  (await post(api.url, 'application/json', JSON.stringify({ html: `<p>${text}</p>`, ...more }))).json.id;

async function enriched(text: string, more: object = {}): Promise<string> {
  const id = await submit(text, more);
  await using _worker = await worker();
  await finished(api.url, id);
  await until('it to be closed', async () => (await totals()).inFlight === 0);
  return id;
}

async function expectEnriched(id: string, revision = 1): Promise<void> {
  await using _worker = await worker();
  await until('it to be enriched', async () => {
    const { json } = await finished(api.url, id);
    return json.status === 'enriched' && json.revision === revision;
  });
  await until('it to be closed', async () => (await totals()).inFlight === 0);
  expect(await totals()).toMatchObject({ enriched: 1, failed: 0, imbalance: 0 });
  expect(await inFeed()).toEqual(Array.from({ length: revision }, (_, index) => `${id}:${index + 1}`));
}

describe('an API that dies while it accepts an article', () => {
  test.each([
    ['before storing it leaves nothing', 0, {}],
    ['after storing it leaves an article that is recorded and queued later', 1, { recorded: 1, requeued: 1 }],
    ['after recording it leaves an article that is queued later', 2, { requeued: 1 }],
    ['after storing the callback leaves an article that is queued later', 3, { requeued: 1 }],
    ['after queueing it leaves nothing to repair', 4, {}],
  ])('%s', async (_name, steps, expected) => {
    const article = anArticle();
    const { articles, ledger, pending, webhooks, queue } = store;
    const id = `a_${'b'.repeat(26)}`;
    await pending.begin('accept', id);
    if (steps > 0) {
      const { record } = await articles.accept(article, { ...identityOf(article), id });
      const { generation = '', receivedAt } = record;
      if (steps > 1) await ledger.open({ id, generation, receivedAt, source: null });
      if (steps > 2) await webhooks.deliveries.request(id, CALLBACK as never);
      if (steps > 3) await queue.add(id);
    }
    expect(await reconciled()).toEqual(expected);
    expect(await reconciled()).toEqual({});
    if (steps > 0) await expectEnriched(id);
    else expect(await statusOf(id)).toBe(404);
    if (steps > 2) expect(await redis.llen('{tickerspan}:delivery:wait')).toBe(1);
  });
});

describe('an API that dies while it refreshes an article', () => {
  test('before it queues the job leaves a refresh that is queued later', async () => {
    const id = await enriched('neu');
    const found = await store.articles.find(id);
    await store.pending.begin('refresh', id);
    if (found) await store.articles.refresh(found.record);
    expect(await statusOf(id)).toBe(202);
    expect(await reconciled()).toEqual({ requeued: 1 });
    await expectEnriched(id, 2);
    expect(await reconciled()).toEqual({});
    expect(await redis.zcard('tickerspan:{pending}:steps')).toBe(0);
  });

  test('that had failed leaves a refresh that is recorded and queued later', async () => {
    const id = await submit('schief');
    await store.articles.saveFailure(id, { code: 'internal', detail: 'x' });
    await store.ledger.close(id, 'failed');
    await store.queue.bull.remove(id);
    const found = await store.articles.find(id);
    await store.pending.begin('refresh', id);
    if (found) await store.articles.refresh(found.record);
    expect(await reconciled()).toEqual({ recorded: 1, requeued: 1 });
    await expectEnriched(id);
  });
});

test.each([
  ['append it to the feed', () => 'tickerspan:{feed}:stream', { announced: 1, closed: 1 }],
  ['record its webhook', (id: string) => keysOf(id).deliveries, { closed: 1 }],
])(
  'an article whose worker could not %s, and whose job is lost, is announced later',
  async (_what, keyOf, repairs) => {
    const id = await submit('halb angekündigt', { callbackUrl: CALLBACK });
    await redis.set(keyOf(id), 'a value of the wrong type');
    const places = ['delayed', 'failed'].map((place) => `{tickerspan}:enrichment:${place}`);
    {
      await using _worker = await worker();
      await until('its job to be put off', async () => (await redis.exists(...places)) > 0);
    }
    await redis.del(keyOf(id), ...places);
    expect((await send(`${api.url}/v1/articles/${id}`)).json.status).toBe('enriched');
    expect(await reconciled()).toEqual(repairs);
    expect(await inFeed()).toEqual([`${id}:1`]);
    expect(await redis.keys('{tickerspan}:delivery:msg_*')).toHaveLength(1);
    expect(await totals()).toMatchObject({ enriched: 1, inFlight: 0, imbalance: 0 });
  },
);

test('a refresh whose job is lost after it was queued is queued again', async () => {
  const id = await enriched('verloren');
  await send(`${api.url}/v1/articles/${id}/refresh`, { method: 'POST' });
  await redis.del(WAIT);
  expect(await reconciled()).toEqual({ requeued: 1 });
  await expectEnriched(id, 2);
});

describe('an API that dies while it deletes an article', () => {
  test.each([
    ['before its first step', 0],
    ['after removing it from the feed', 1],
    ['after removing it from the store', 2],
  ])('%s leaves a deletion that is completed later', async (_name, steps) => {
    const done = await enriched('fertig');
    const queued = await submit('wartet');
    for (const id of [done, queued]) {
      const { articles, feed, pending } = store;
      const generation = await articles.generationOf(id);
      await pending.begin('delete', id, generation);
      if (steps > 0) await feed.remove(id, generation);
      if (steps > 1) await articles.remove(id);
    }
    const { deleted } = await reconciled();
    expect(deleted).toBe(steps < 2 ? 2 : 1);
    expect(await Promise.all([done, queued].map(statusOf))).toEqual([404, 404]);
    expect(await inFeed()).toEqual([]);
    expect(await totals()).toMatchObject({ accepted: 2, enriched: 1, deleted: 1, inFlight: 0, imbalance: 0 });
    expect(await reconciled()).toEqual({});
  });

  test('does not delete an article that has been submitted again', async () => {
    const id = await submit('wieder da');
    const { articles, pending } = store;
    const generation = await articles.generationOf(id);
    await pending.begin('delete', id, generation);
    await send(`${api.url}/v1/articles/${id}`, { method: 'DELETE' });
    expect(await submit('wieder da')).toBe(id);
    expect(await reconciled()).toEqual({});
    expect(await statusOf(id)).toBe(202);
  });
});

test('reconcile finds a deletion that an earlier version left in the feed', async () => {
  const id = await enriched('alt');
  await store.articles.remove(id);
  expect(await inFeed()).toEqual([`${id}:1`]);
  const { reconcile } = await import('../../../src/operations/reconcile.ts');
  const now = await storeNow(redis);
  const { mended } = await reconcile(store, { isDryRun: false, inFlightForMs: 0, now });
  expect(mended).toMatchObject({ deleted: 1 });
  expect(await inFeed()).toEqual([]);
});

test('a redelivery is completed after its API process has died', async () => {
  const id = await enriched('ruf an', { callbackUrl: CALLBACK });
  await redis.del('{tickerspan}:delivery:wait', ...(await redis.keys('{tickerspan}:delivery:msg_*')));
  await store.pending.begin('redeliver', id);
  await reconciled();
  expect(await redis.llen('{tickerspan}:delivery:wait')).toBe(1);
});

/** Makes a job fail as BullMQ does when the store refuses all other writes. */
async function failJob(id: string, reason: string): Promise<void> {
  const prefix = '{tickerspan}:enrichment:';
  await redis.lrem(`${prefix}wait`, 1, id);
  await redis.hset(`${prefix}${id}`, 'failedReason', reason, 'finishedOn', 1, 'atm', 5);
  await redis.zadd(`${prefix}failed`, 1, id);
}

describe('an unfinished article whose job has failed', () => {
  const reason = 'store_unavailable: The store is full';

  test('is queued again by reconciling', async () => {
    const id = await submit('voll');
    await failJob(id, reason);
    expect(await reconciled()).toEqual({ requeued: 1 });
    await expectEnriched(id);
  });

  test('is queued again when it is submitted again', async () => {
    const id = await submit('noch einmal');
    await failJob(id, reason);
    expect(await submit('noch einmal')).toBe(id);
    await expectEnriched(id);
  });

  test('is recorded as failed if it has killed its workers', async () => {
    const id = await submit('Gift');
    await failJob(id, 'job stalled more than allowable limit');
    expect(await reconciled()).toEqual({ failed: 1 });
    expect((await send(`${api.url}/v1/articles/${id}`)).json).toMatchObject({
      status: 'failed',
      problem: { code: 'article_stalled' },
    });
    expect(await totals()).toMatchObject({ failed: 1, inFlight: 0, imbalance: 0 });
    expect(await reconciled()).toEqual({});
  });
});

test.each([
  ['whose job is not in any list', () => redis.del(WAIT)],
  ['whose job is gone', async (id: string) => redis.del(WAIT, `{tickerspan}:enrichment:${id}`)],
  ['whose job has failed', (id: string) => failJob(id, 'store_unavailable: x')],
])('an article %s is an orphan until it is queued again', async (_name, lose) => {
  const id = await submit('verwaist');
  const later = (await storeNow(redis)).getTime() + 600_000;
  expect(await countOrphans(store, later)).toBe(0);
  await lose(id);
  expect(await countOrphans(store, later)).toBe(1);
  expect(await reconciled()).toEqual({ requeued: 1 });
  expect(await countOrphans(store, later)).toBe(0);
  await expectEnriched(id);
});

test('an abandoned request counts as an orphan', async () => {
  await store.pending.begin('delete', `a_${'c'.repeat(26)}`);
  expect(await countOrphans(store, (await storeNow(redis)).getTime() + 600_000)).toBe(1);
});

test('an unreadable article does not prevent the repair of others', async () => {
  const [broken, fine] = [await submit('kaputt'), await submit('heil')];
  await redis.del(WAIT, `tickerspan:{${broken}}:record`);
  await redis.set(`tickerspan:{${broken}}:record`, 'of the wrong type');
  expect(await reconciled()).toEqual({ requeued: 1 });
  expect(await redis.lrange(WAIT, 0, -1)).toEqual([fine]);
});

test('a job that a fast clock delayed is made due at once', async () => {
  const id = await submit('Uhr');
  const at = (await storeNow(redis)).getTime() + 3_600_000;
  await redis.del(WAIT);
  await redis.zadd('{tickerspan}:enrichment:delayed', at * 4096, id);
  expect(await reconciled()).toEqual({ requeued: 1 });
  await expectEnriched(id);
});

test('a webhook that a fast clock delayed is made due at once, and one that waits for its next attempt is not', async () => {
  const { bull } = store.webhooks.queue;
  const delay = 5 * 60_000;
  const [late = '', patient = ''] = ['a', 'b'].map((letter) => `msg_${letter.repeat(32)}`);
  for (const delivery of [late, patient]) {
    const job = { article: `a_${'a'.repeat(26)}`, revision: 1, delivery };
    await bull.add('deliver', job, { jobId: delivery, delay });
  }
  const due = (await storeNow(redis)).getTime() + delay + 70 * 60_000;
  await redis.zadd(bull.toKey('delayed'), due * 4096, late);
  expect(await reconciled()).toEqual({ requeued: 1 });
  expect(await redis.zrange(bull.toKey('delayed'), 0, '-1')).toEqual([patient]);
});

test('a failed article whose job will be retried is left to its worker, and counts once', async () => {
  const id = await submit('wieder');
  await store.articles.saveFailure(id, { code: 'article_stalled', detail: 'x' });
  expect(await reconciled()).toEqual({});
  expect(await store.ledger.isOpen(id)).toBe(true);
  await expectEnriched(id);
  expect(await store.ledger.totals()).toMatchObject({ accepted: 1, enriched: 1, failed: 0, imbalance: 0 });
});

test('only one of many workers reconciles in an interval', async () => {
  const turns = await Promise.all(Array.from({ length: 8 }, () => store.pending.takeTurn(60_000)));
  expect(turns.filter(Boolean)).toHaveLength(1);
});

test('checking many waiting articles takes few commands in total', async () => {
  const count = 20_000;
  await redis.eval(
    `for i = 1, ARGV[1] do
       local id = string.format('a_%026d', i)
       redis.call('HSET', KEYS[1], id, 'g 2026-11-27T10 ')
       redis.call('ZADD', KEYS[2], i, id)
       redis.call('LPUSH', KEYS[3], id)
     end`,
    3,
    'tickerspan:{ledger}:open',
    'tickerspan:{ledger}:since',
    WAIT,
    count,
  );
  const processed = async (): Promise<number> =>
    Number(/total_commands_processed:(\d+)/.exec(await redis.info('stats'))?.[1]);
  const before = await processed();
  expect(await reconciled()).toEqual({});
  expect((await processed()) - before).toBeLessThan(100);
});
