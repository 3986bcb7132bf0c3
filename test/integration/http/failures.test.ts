import { Redis } from 'ioredis';
import { type Exchange, startExchange } from '../../../tools/simulator/exchange.ts';
import { post, send } from '../../support/client.ts';
import { failArticles } from '../../support/fail-articles.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const HOSTILE = `<img src=x onerror="alert('1')">&`;

let redis: RedisServer;
let exchange: Exchange;
let api: Api;
let commands: Redis;

beforeEach(async () => {
  [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
  api = await startApi(redis.url);
  commands = new Redis(redis.url);
});

afterEach(async () => {
  commands.disconnect();
  await api[Symbol.asyncDispose]();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

const submit = async (serial: number, source?: string): Promise<string> => {
  const article = { html: `<p>第${serial}号</p>`, ...(source === undefined ? {} : { source }) };
  return (await post(api.url, 'application/json', JSON.stringify(article))).json.id;
};
const failing = (ids: readonly string[]) =>
  failArticles(ids, {
    commands,
    apiUrl: api.url,
    startWorker: () => startWorker({ redisUrl: redis.url, quotesUrl: exchange.url }),
  });
const failures = async () => (await send(`${api.url}/v1/failures`)).json;
const failBecause = (id: string, reason: string) =>
  commands.hset(`{tickerspan}:enrichment:${id}`, 'failedReason', reason);

test('without failures there are no groups', async () => {
  await submit(1);
  expect(await failures()).toEqual({ total: 0, outdated: 0, groups: [] });
  const { text } = await send(`${api.url}/admin/failures`);
  expect(text).toContain('Nothing has failed.');
  expect(text).not.toContain('<table');
});

test('the page uses the singular, and does not suggest a redrive of articles without a text', async () => {
  const [gone, expired] = [await submit(1), await submit(2)];
  await failing([gone, expired]);
  await send(`${api.url}/v1/articles/${gone}`, { method: 'DELETE' });
  const { text } = await send(`${api.url}/admin/failures`);
  expect(text).toContain('<p>1 article; 1 more is gone or was enriched meanwhile.');
  expect(text).toContain('Redriving does not help');
  expect(text).not.toContain('tickerspan redrive');
});

test('failures are grouped by reason, the largest group first, with sources and the latest example', async () => {
  const ids = [await submit(1, 'a'), await submit(2, 'b'), await submit(3, 'b'), await submit(4)];
  await failing(ids);
  await failBecause(ids[3] ?? '', 'job stalled more than allowable limit');
  // Not in the order of submission, and not in reverse.
  const [first, last] = [Date.UTC(2026, 10, 25, 9), Date.UTC(2026, 10, 25, 11)];
  for (const [index, at] of [first + 1, last, first].entries())
    await commands.hset(`{tickerspan}:enrichment:${ids[index]}`, 'finishedOn', at);
  const { total, outdated, groups } = await failures();
  expect([total, outdated]).toEqual([4, 0]);
  expect(groups).toMatchObject([
    {
      code: 'article_expired',
      count: 3,
      sources: [
        { source: 'b', count: 2 },
        { source: 'a', count: 1 },
      ],
    },
    {
      code: 'article_stalled',
      count: 1,
      sources: [{ source: null, count: 1 }],
      example: { id: ids[3], url: `/v1/articles/${ids[3]}` },
    },
  ]);
  expect(groups[0]).toMatchObject({
    firstFailedAt: '2026-11-25T09:00:00.000Z',
    lastFailedAt: '2026-11-25T11:00:00.000Z',
    example: { id: ids[1], url: `/v1/articles/${ids[1]}`, detail: expect.stringContaining('expired') },
  });
});

test('a group names at most five sources, the most frequent first', async () => {
  const sources = ['a', 'b', 'c', 'd', 'e', 'f', 'f'];
  await failing(await Promise.all(sources.map((source, serial) => submit(serial, source))));
  const [group] = (await failures()).groups;
  expect(group.count).toBe(7);
  expect(group.sources).toHaveLength(5);
  expect(group.sources[0]).toEqual({ source: 'f', count: 2 });
});

test('a deleted article counts as outdated, and one that failed again counts once', async () => {
  const [gone, again] = [await submit(1), await submit(2)];
  await failing([gone, again]);
  await send(`${api.url}/v1/articles/${gone}`, { method: 'DELETE' });
  await send(`${api.url}/v1/articles/${again}/refresh`, { method: 'POST' });
  expect(await failures()).toMatchObject({ total: 0, outdated: 2 });
  await failing([again]);
  expect(await failures()).toMatchObject({ total: 1, outdated: 1, groups: [{ count: 1 }] });
});

test('the page shows the same with links and commands, and escapes foreign text', async () => {
  const id = await submit(1, HOSTILE);
  await failing([id]);
  await failBecause(id, `provider_refused: ${HOSTILE}`);
  expect((await failures()).groups[0].sources).toEqual([{ source: HOSTILE, count: 1 }]);
  const { status, headers, text } = await send(`${api.url}/admin/failures`);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(text).toContain(`<a href="/articles/${id}">${id}</a>`);
  expect(text).toContain('href="/admin/queues/queue/enrichment?status=failed"');
  expect(text).toContain('<code>tickerspan redrive --code provider_refused</code>');
  expect(text.split('&lt;img src=x onerror=&quot;alert(&apos;1&apos;)&quot;&gt;&amp;')).toHaveLength(3);
  expect(text).not.toMatch(/<img|<script|\son\w+="/);
});

test('the page may load only its own style', async () => {
  const { headers, text } = await send(`${api.url}/admin/failures`);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(text.match(/<style/g)).toHaveLength(1);
});

test('both are refused while Redis is away', async () => {
  await redis.kill();
  for (const path of ['/v1/failures', '/admin/failures']) {
    const answer = await send(api.url + path);
    expect(answer).toMatchObject({ status: 503, json: { code: 'store_unavailable' } });
  }
  await redis.restart();
  await until('it to be back', async () => (await send(`${api.url}/v1/failures`)).status === 200);
});
