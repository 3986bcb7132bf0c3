import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { ArticleFeed, type ArticleFeedOptions } from '../../../src/feed/article-feed.ts';
import { compareCursors } from '../../../src/feed/cursor.ts';
import { summaryOf } from '../../../src/feed/feed-entry.ts';
import { PRODUCER_CONNECTION } from '../../../src/queue/connections.ts';
import { connectRedis } from '../../../src/redis.ts';
import { aRevision } from '../../support/build.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.target, PRODUCER_CONNECTION, () => {});
  await once(redis, 'ready');
});

afterAll(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

beforeEach(() => redis.flushall());

const aFeed = (options: ArticleFeedOptions = { maxLength: 1000 }) => new ArticleFeed(redis, options);
const ALL = { limit: 1000, filter: {} };

async function told(feed: ArticleFeed): Promise<readonly string[]> {
  const { entries } = await feed.page(ALL);
  return entries.map(summaryOf).map(({ id, revision }) => `${id}:${revision}`);
}

test('a revision is there once, however often it is added, also when later ones came between', async () => {
  const feed = aFeed();
  const first = aRevision({ id: 'a' });
  const second = aRevision({ id: 'a', revision: 2 });
  await Promise.all([first, first, first].map((revision) => feed.append(revision)));
  await feed.append(second);
  for (const revision of [first, second]) await feed.append(revision);
  expect(await told(feed)).toEqual(['a:1', 'a:2']);
});

test('an article that comes again after it had expired is told of again', async () => {
  const feed = aFeed();
  await feed.append(aRevision({ id: 'a', generation: 'early' }));
  await feed.append(aRevision({ id: 'a', generation: 'late' }));
  expect(await told(feed)).toEqual(['a:1', 'a:1']);
});

test('a deleted article is gone with all its revisions, and a worker that had it in hand cannot bring it back', async () => {
  const feed = aFeed();
  const last = aRevision({ id: 'a', revision: 3 });
  for (const revision of [1, 2]) await feed.append(aRevision({ id: 'a', revision }));
  await feed.append(aRevision({ id: 'b' }));
  await feed.append(last);
  await feed.remove('a', last.generation);
  await feed.append(last);
  expect(await told(feed)).toEqual(['b:1']);
  await feed.append(aRevision({ id: 'a', generation: 'new' }));
  expect(await told(feed)).toEqual(['b:1', 'a:1']);
});

test('the oldest go when there are too many, and what is remembered of them too', async () => {
  const feed = aFeed({ maxLength: 50 });
  for (let serial = 0; serial < 60; serial += 1) await feed.append(aRevision({ id: `a${serial}` }));
  const kept = await told(feed);
  expect(kept.length).toBe(50);
  expect(kept[0]).toBe('a10:1');
  expect(await redis.hlen('tickerspan:{feed}:articles')).toBe(50);
});

test('a cursor behind which entries were trimmed, or that is beyond the feed, is refused', async () => {
  const feed = aFeed({ maxLength: 5 });
  await feed.append(aRevision({ id: 'first' }));
  const { next } = await feed.page(ALL);
  for (let serial = 0; serial < 5; serial += 1) await feed.append(aRevision({ id: `a${serial}` }));
  expect((await feed.page({ ...ALL, after: next })).entries).toHaveLength(5);
  await feed.append(aRevision({ id: 'last' }));
  for (const after of [next, '999999999999999-0']) {
    await expect(feed.page({ ...ALL, after })).rejects.toMatchObject({
      code: 'invalid_request',
      faults: [{ pointer: '/after' }],
    });
  }
});

test('cursors grow though many are added in one millisecond', async () => {
  const feed = aFeed();
  await Promise.all(Array.from({ length: 200 }, (_, serial) => feed.append(aRevision({ id: `a${serial}` }))));
  const cursors = (await feed.page(ALL)).entries.map(({ cursor }) => cursor);
  const milliseconds = new Set(cursors.map((cursor) => cursor.split('-')[0]));
  expect(milliseconds.size).toBeLessThan(200);
  expect(
    cursors.every((cursor, index) => index === 0 || compareCursors(cursors[index - 1] ?? '', cursor) < 0),
  ).toBe(true);
});

test('a title is cut where it would be a text of its own', async () => {
  const feed = aFeed();
  await feed.append(aRevision({ id: 'a', title: `${'长'.repeat(999)}\u{1F4C8}`, source: 's'.repeat(5000) }));
  const [entry] = (await feed.page(ALL)).entries;
  const { title, source } = entry ? summaryOf(entry) : {};
  expect([title, source]).toEqual([`${'长'.repeat(999)}\ufffd`, 's'.repeat(200)]);
});

test('a scan for what matches is bounded, and goes on where it stopped', async () => {
  const feed = aFeed({ maxLength: 100_000 });
  const pipeline = redis.pipeline();
  for (let serial = 0; serial < 5200; serial += 1) {
    pipeline.xadd(
      'tickerspan:{feed}:stream',
      '*',
      'id',
      `a${serial}`,
      'tickers',
      '',
      'source',
      '',
      'summary',
      '{"id":"x"}',
    );
  }
  await pipeline.exec();
  await feed.append(aRevision({ id: 'wanted', source: 'Probe' }));
  const query = { limit: 10, filter: { source: 'Probe' } };
  const first = await feed.page(query);
  expect(first).toMatchObject({ entries: [], isEnd: false });
  const second = await feed.page({ ...query, after: first.next });
  expect(second.entries.map((entry) => summaryOf(entry).id)).toEqual(['wanted']);
  expect((await feed.newest(query)).entries).toHaveLength(1);
});
