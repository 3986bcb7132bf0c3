import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { ArticleFeed, type ArticleFeedOptions } from '../../../src/feed/article-feed.ts';
import { compareCursors } from '../../../src/feed/cursor.ts';
import { summaryOf } from '../../../src/feed/feed-entry.ts';
import { connectRedis } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../../src/redis/connections.ts';
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

async function revisionsIn(feed: ArticleFeed): Promise<readonly string[]> {
  const { entries } = await feed.page(ALL);
  return entries.map(summaryOf).map(({ id, revision }) => `${id}:${revision}`);
}

test('a revision appears once, however often it is added, even after later ones', async () => {
  const feed = aFeed();
  const first = aRevision({ id: 'a' });
  const second = aRevision({ id: 'a', revision: 2 });
  await Promise.all([first, first, first].map((revision) => feed.append(revision)));
  await feed.append(second);
  for (const revision of [first, second]) await feed.append(revision);
  expect(await revisionsIn(feed)).toEqual(['a:1', 'a:2']);
});

test('an article that is submitted again after it expired appears again', async () => {
  const feed = aFeed();
  await feed.append(aRevision({ id: 'a', generation: 'early' }));
  await feed.append(aRevision({ id: 'a', generation: 'late' }));
  expect(await revisionsIn(feed)).toEqual(['a:1', 'a:1']);
});

test('a deleted article disappears with all its revisions, and a late worker cannot bring it back', async () => {
  const feed = aFeed();
  const last = aRevision({ id: 'a', revision: 3 });
  for (const revision of [1, 2]) await feed.append(aRevision({ id: 'a', revision }));
  await feed.append(aRevision({ id: 'b' }));
  await feed.append(last);
  await feed.remove('a', last.generation);
  await feed.append(last);
  expect(await revisionsIn(feed)).toEqual(['b:1']);
  await feed.append(aRevision({ id: 'a', generation: 'new' }));
  expect(await revisionsIn(feed)).toEqual(['b:1', 'a:1']);
});

test('the oldest entries are trimmed with their index if there are too many', async () => {
  const feed = aFeed({ maxLength: 50 });
  for (let serial = 0; serial < 60; serial += 1) await feed.append(aRevision({ id: `a${serial}` }));
  const kept = await revisionsIn(feed);
  expect(kept.length).toBe(50);
  expect(kept[0]).toBe('a10:1');
  expect(await redis.hlen('tickerspan:{feed}:articles')).toBe(50);
});

test('a cursor before trimmed entries or beyond the feed is refused', async () => {
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

test('cursors grow although many are added in one millisecond', async () => {
  const feed = aFeed();
  await Promise.all(Array.from({ length: 200 }, (_, serial) => feed.append(aRevision({ id: `a${serial}` }))));
  const cursors = (await feed.page(ALL)).entries.map(({ cursor }) => cursor);
  const milliseconds = new Set(cursors.map((cursor) => cursor.split('-')[0]));
  expect(milliseconds.size).toBeLessThan(200);
  expect(
    cursors.every((cursor, index) => index === 0 || compareCursors(cursors[index - 1] ?? '', cursor) < 0),
  ).toBe(true);
});

test('an overlong title or source is cut', async () => {
  const feed = aFeed();
  await feed.append(aRevision({ id: 'a', title: `${'长'.repeat(999)}\u{1F4C8}`, source: 's'.repeat(5000) }));
  const [entry] = (await feed.page(ALL)).entries;
  const { title, source } = entry ? summaryOf(entry) : {};
  expect([title, source]).toEqual([`${'长'.repeat(999)}\ufffd`, 's'.repeat(200)]);
});

test('a scan for matches is bounded and continues where it stopped', async () => {
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

test('the newest matches are found before many entries that do not match', async () => {
  const feed = aFeed();
  for (let serial = 1; serial <= 3; serial++)
    await feed.append(aRevision({ id: `wanted${serial}`, source: 'Probe' }));
  const pipeline = redis.pipeline();
  const fields = ['id', 'x', 'tickers', '', 'source', '', 'summary', '{"id":"x"}'];
  for (let entry = 0; entry < 600; entry++) pipeline.xadd(STREAM, '*', ...fields);
  await pipeline.exec();
  await feed.append(aRevision({ id: 'last', source: 'Other' }));
  const newest = async (limit: number) =>
    (await feed.newest({ limit, filter: { source: 'Probe' } })).entries.map((entry) => summaryOf(entry).id);
  expect(await newest(10)).toEqual(['wanted1', 'wanted2', 'wanted3']);
  expect(await newest(2)).toEqual(['wanted2', 'wanted3']);
});

test('an article with a newer revision stays indexed when its oldest one is trimmed', async () => {
  const feed = aFeed({ maxLength: 5 });
  await feed.append(aRevision({ id: 'a', revision: 1 }));
  for (let serial = 0; serial < 3; serial++) await feed.append(aRevision({ id: `b${serial}` }));
  const second = aRevision({ id: 'a', revision: 2 });
  await feed.append(second);
  await feed.append(aRevision({ id: 'b3' }));
  const kept = ['b0:1', 'b1:1', 'b2:1', 'a:2', 'b3:1'];
  expect(await revisionsIn(feed)).toEqual(kept);
  await feed.append(second);
  expect(await revisionsIn(feed)).toEqual(kept);
  await feed.remove('a', second.generation);
  expect(await revisionsIn(feed)).toEqual(kept.filter((entry) => entry !== 'a:2'));
});

test('an entry has the address of its article unless the address is too long', async () => {
  const feed = aFeed();
  const { metadata } = aRevision();
  const long = `https://example.com/${'a'.repeat(2048)}`;
  for (const [id, url] of Object.entries({ a: 'https://example.com/1', b: long }))
    await feed.append(aRevision({ id, metadata: { ...metadata, url } }));
  const { entries } = await feed.page(ALL);
  expect(entries.map((entry) => summaryOf(entry).url)).toEqual(['https://example.com/1', null]);
});

test('a feed that Redis cannot read is a failure of the store', async () => {
  const feed = aFeed();
  await redis.set('tickerspan:{feed}:bounds', 'of a wrong type');
  await expect(feed.page(ALL)).rejects.toMatchObject({ code: expect.stringMatching(/^store_/) });
});

const STREAM = 'tickerspan:{feed}:stream';

async function filled(feed: ArticleFeed, count: number): Promise<readonly string[]> {
  for (let serial = 0; serial < count; serial += 1) await feed.append(aRevision({ id: `a${serial}` }));
  return (await feed.page(ALL)).entries.map(({ cursor }) => cursor);
}

const expired = { code: 'invalid_request', message: expect.stringContaining('no longer goes back') };

test('a cursor before the beginning of a feed that was trimmed by hand is refused as expired', async () => {
  const feed = aFeed();
  const cursors = await filled(feed, 10);
  await redis.xtrim(STREAM, 'MAXLEN', 6);
  for (const after of ['0-0', ...cursors.slice(0, 3)])
    await expect(feed.page({ ...ALL, after })).rejects.toMatchObject(expired);
  expect((await feed.page({ ...ALL, after: cursors[4] ?? '' })).entries).toHaveLength(5);
  expect((await feed.page(ALL)).entries).toHaveLength(6);
  // The feed keeps the loss on record after further appends and removals.
  await feed.append(aRevision({ id: 'later' }));
  await feed.remove('a4', 'none');
  await expect(feed.page({ ...ALL, after: cursors[1] ?? '' })).rejects.toMatchObject(expired);
  expect((await feed.page({ ...ALL, after: cursors[4] ?? '' })).entries).toHaveLength(6);
});

test('a feed that was emptied by hand refuses readers that have not read all of it', async () => {
  const feed = aFeed();
  const cursors = await filled(feed, 3);
  await redis.xtrim(STREAM, 'MAXLEN', 0);
  await expect(feed.page({ ...ALL, after: cursors[1] ?? '' })).rejects.toMatchObject(expired);
  expect(await feed.page({ ...ALL, after: cursors[2] ?? '' })).toMatchObject({ entries: [], isEnd: true });
  await feed.append(aRevision({ id: 'later' }));
  await expect(feed.page({ ...ALL, after: cursors[1] ?? '' })).rejects.toMatchObject(expired);
  expect((await feed.page({ ...ALL, after: cursors[2] ?? '' })).entries).toHaveLength(1);
});

test('deleting the oldest articles does not expire any cursor', async () => {
  const feed = aFeed();
  const cursors = await filled(feed, 5);
  for (const serial of [0, 1]) await feed.remove(`a${serial}`, `none${serial}`);
  for (const after of ['0-0', cursors[0] ?? ''])
    expect((await feed.page({ ...ALL, after })).entries).toHaveLength(3);
  for (const serial of [2, 3, 4]) await feed.remove(`a${serial}`, `none${serial}`);
  expect((await feed.page({ ...ALL, after: '0-0' })).entries).toEqual([]);
});

test('foreign entries in the stream are skipped and do not count', async () => {
  const feed = aFeed();
  await redis.xadd(STREAM, '*', 'foo', 'bar');
  await feed.append(aRevision({ id: 'a' }));
  await redis.xadd(STREAM, '*', 'summary', 'nonsense', 'tickers', '', 'source', '');
  await redis.xadd(STREAM, '*', 'tickers', 'summary', 'source', 'summary');
  await feed.append(aRevision({ id: 'b' }));
  await redis.xadd(STREAM, '*', 'foo', 'bar');
  const all = await feed.page(ALL);
  expect(await feed.page({ ...ALL, after: all.next })).toMatchObject({ entries: [], next: all.next });
  expect(all.entries.map(summaryOf).map(({ id }) => id)).toEqual(['a', 'b']);
  expect((await feed.newest(ALL)).entries).toHaveLength(2);
  const ids: string[] = [];
  for (let after = '0-0', isEnd = false; !isEnd; ) {
    const page = await feed.page({ limit: 1, filter: {}, after });
    ids.push(...page.entries.map(summaryOf).map(({ id }) => id));
    ({ next: after, isEnd } = page);
  }
  expect(ids).toEqual(['a', 'b']);
});

test('concurrent readers whose filters match nothing share what they read', async () => {
  const feed = aFeed({ maxLength: 10_000 });
  const pipeline = redis.pipeline();
  const fields = ['id', 'x', 'previous', '', 'tickers', 'sz000625', 'source', '', 'summary', '{"id":"x"}'];
  for (let entry = 1; entry <= 3000; entry++)
    pipeline.xadd('tickerspan:{feed}:stream', `${entry}-0`, ...fields);
  await pipeline.exec();
  await redis.hset('tickerspan:{feed}:bounds', 'last', '3000-0');
  const reads = async (): Promise<number> =>
    Number(/cmdstat_xrange:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
  const before = await reads();
  const pages = await Promise.all(
    Array.from({ length: 50 }, (_, serial) =>
      feed.page({ after: '0-0', limit: 100, filter: { ticker: `usZZ${serial}` } }),
    ),
  );
  expect(pages).toEqual(Array(50).fill({ entries: [], next: '3000-0', isEnd: true }));
  // Thirteen chunks take two commands each, plus some for readers that were a step late. Without
  // sharing there would be fifty times as many.
  expect((await reads()) - before).toBeLessThan(2 * 2 * 13);
});
