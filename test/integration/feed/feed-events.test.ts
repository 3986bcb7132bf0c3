import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ArticleFeed } from '../../../src/feed/article-feed.ts';
import { START } from '../../../src/feed/cursor.ts';
import { FeedTail } from '../../../src/feed/feed-tail.ts';
import { FeedEvents } from '../../../src/http/feed/feed-events.ts';
import { connectRedis, type RedisClient } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION, WORKER_CONNECTION } from '../../../src/redis/connections.ts';
import { aRevision } from '../../support/build.ts';
import { send } from '../../support/client.ts';
import { type EventClient, listenTo } from '../../support/event-source.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;
let api: Api;
let path: string;
let commands: ReturnType<typeof connectRedis>;
let feed: ArticleFeed;
const open: EventClient[] = [];

async function listen(query = '', lastEventId = '', cutAfter?: number): Promise<EventClient> {
  const client = await listenTo(`${path}${query}`, lastEventId, cutAfter);
  open.push(client);
  return client;
}

beforeEach(async () => {
  redis = await startRedis();
  api = await startApi(redis.url, { streaming: { heartbeatMs: 100, stallMs: 1000 } });
  path = `${api.url}/v1/articles`;
  commands = connectRedis(redis.target, { ...PRODUCER_CONNECTION, enableOfflineQueue: true }, () => {});
  feed = new ArticleFeed(commands, { maxLength: 100_000 });
});

afterEach(async () => {
  for (const client of open.splice(0)) client.cut();
  commands.disconnect();
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const append = async (...ids: readonly string[]): Promise<void> => {
  for (const id of ids) await feed.append(aRevision({ id }));
};
const named = (count: number, prefix = 'a') =>
  Array.from({ length: count }, (_, serial) => `${prefix}${serial}`);
const idsOf = ({ events }: EventClient): readonly string[] => events.map(({ data }) => data.id);
const heard = (client: EventClient, count: number) =>
  until(`${count} events`, () => client.events.length >= count && idsOf(client));
const blocked = async () =>
  ((await commands.client('LIST')) as string).split('\n').filter((line) => /\bcmd=xread\b/.test(line));

test('a listener hears new entries, or those after its cursor, with the cursor as id', async () => {
  await append('a', 'b');
  const page = (await send(`${path}?limit=1`)).json;
  const [now, behind, resumed] = await Promise.all([
    listen(),
    listen(`?after=${page.next}`),
    // As an EventSource reconnects: to the same URL, with the last id that it received.
    listen(`?after=${page.next}`, (await send(path)).json.next),
  ]);
  expect(now.response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
  });
  await append('c');
  expect(await Promise.all([heard(now, 1), heard(behind, 2), heard(resumed, 1)])).toEqual([
    ['c'],
    ['b', 'c'],
    ['c'],
  ]);
  expect(now.events[0]?.data.cursor).toBe(now.events[0]?.id);
  expect((await send(path)).json.next).toBe(now.lastEventId);
});

test('a listener gets heartbeats when nothing is new, and the cursor when nothing matches', async () => {
  const client = await listen('?source=Probe');
  await until('heartbeats', () => client.comments.length >= 2);
  await append('a');
  const { next } = (await send(path)).json;
  await until('the cursor', () => client.lastEventId === next);
  await feed.append(aRevision({ id: 'b', source: 'Probe' }));
  expect(await heard(client, 1)).toEqual(['b']);
});

test('an invalid cursor is refused before the stream begins', async () => {
  for (const [query, id] of [
    ['?after=x', ''],
    ['', 'x'],
    ['', '999999999999999-0'],
  ] as const) {
    const { status, json } = await send(`${path}${query}`, {
      headers: { Accept: 'text/event-stream', 'Last-Event-ID': id },
    });
    expect([status, json.errors[0].pointer]).toEqual([400, '/after']);
  }
});

test('a listener that is cut off ten times misses nothing and hears nothing twice', async () => {
  const ids: string[] = [];
  let cursor: string = (await send(path)).json.next;
  for (let cuts = 0; cuts < 10; cuts += 1) {
    const client = await listen('', cursor, 25);
    // Some entries come while it listens, and more than it receives before the cut.
    await append(...named(27, `${cuts}-`));
    await until('the cut', () => client.isEnded);
    ids.push(...idsOf(client));
    cursor = client.lastEventId;
  }
  ids.push(...(await heard(await listen('', cursor), 20)));
  expect(ids).toEqual(Array.from({ length: 10 }, (_, cuts) => named(27, `${cuts}-`)).flat());
});

test('three hundred listeners and thirty long polls share one connection, and all hear everything', async () => {
  const before = ((await commands.client('LIST')) as string).trim().split('\n').length;
  expect(await blocked()).toHaveLength(0);
  const clients = await Promise.all(named(300).map(() => listen()));
  const { next } = (await send(path)).json;
  const polls = named(30).map(() => send(`${path}?after=${next}`, { headers: { Prefer: 'wait=20' } }));
  await until('the read to begin', async () => (await blocked()).length === 1);
  expect(((await commands.client('LIST')) as string).trim().split('\n')).toHaveLength(before + 1);
  await append(...named(20));
  for (const client of clients) expect(await heard(client, 20)).toEqual(named(20));
  for (const { json } of await Promise.all(polls)) expect(json.items[0].id).toBe('a0');
  expect(await blocked()).toHaveLength(1);
});

test('the connection is closed when all listeners have gone', async () => {
  const clients = await Promise.all(named(5).map(() => listen()));
  const poll = new AbortController();
  const polling = fetch(path, { headers: { Prefer: 'wait=30' }, signal: poll.signal }).catch(() => 'gone');
  await until('the read to begin', async () => (await blocked()).length === 1);
  for (const client of clients) client.cut();
  poll.abort();
  expect(await polling).toBe('gone');
  await until('the connection to be closed', async () => (await blocked()).length === 0);
  expect(await listen().then((client) => append('a').then(() => heard(client, 1)))).toEqual(['a']);
});

test('listeners miss nothing and hear nothing twice while Redis goes away and comes back', async () => {
  const clients = await Promise.all(named(3).map(() => listen()));
  const { next } = (await send(path)).json;
  const poll = send(`${path}?after=${next}&source=Probe`, { headers: { Prefer: 'wait=30' } });
  await until('all to be pending', () => api.pending() === 4);
  await append('a', 'b');
  await Promise.all(clients.map((client) => heard(client, 2)));
  await redis.kill();
  await redis.restart();
  await append('c');
  await feed.append(aRevision({ id: 'd', source: 'Probe' }));
  for (const client of clients) expect(await heard(client, 4)).toEqual(['a', 'b', 'c', 'd']);
  expect((await poll).json.items.map(({ id }: { id: string }) => id)).toEqual(['d']);
  await append('e');
  for (const client of clients) expect(await heard(client, 5)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a listener that reads nothing is dropped, and the others are not affected', async () => {
  const good = await listen();
  const { hostname, port } = new URL(api.url);
  const slow = connect({ host: hostname, port: Number(port) });
  slow.on('error', () => {});
  slow.write(`GET /v1/articles HTTP/1.1\r\nHost: ${hostname}\r\nAccept: text/event-stream\r\n\r\n`);
  await once(slow, 'readable');
  slow.pause();
  const { enrichment } = aRevision();
  const companies = Array.from({ length: 2000 }, () => enrichment.companies).flat();
  const count = 300;
  for (let serial = 0; serial < count; serial += 1)
    await feed.append(aRevision({ id: `a${serial}`, enrichment: { ...enrichment, companies } }));
  expect(await heard(good, count)).toEqual(named(count));
  // The API closes it although unread entries remain: the sockets buffer far less than there is to
  // send.
  let bytes = 0;
  slow.on('data', (chunk) => {
    bytes += chunk.length;
  });
  await until('it to have been dropped', () => api.pending() === 1);
  slow.resume();
  if (!slow.closed) await once(slow, 'close');
  expect(bytes).toBeLessThan(count * 80_000);
  await append('after');
  await heard(good, count + 1);
});

describe('a listener that has had trouble once', () => {
  const large = (id: string) => aRevision({ id, title: 'x'.repeat(900) });

  interface Following {
    readonly events: FeedEvents;
    /** The connection that reads the feed. */
    readonly reads: RedisClient;
    /** Returns the ids of all entries so far. */
    heard(): readonly string[];
  }

  async function following(work: (following: Following) => Promise<void>): Promise<void> {
    const reads = connectRedis(redis.target, PRODUCER_CONNECTION, () => {});
    await once(reads, 'ready');
    const tail = new FeedTail({
      feed: new ArticleFeed(reads, { maxLength: 100_000 }),
      connect: () => connectRedis(redis.target, WORKER_CONNECTION, () => {}),
    });
    const events = new FeedEvents({ tail, after: START, filter: {} });
    let text = '';
    try {
      const heard = (): readonly string[] => {
        for (let chunk = events.read(); chunk !== null; chunk = events.read()) text += chunk;
        return [...text.matchAll(/^data: .*?"id":"(\w+)"/gm)].map(([, id]) => id ?? '');
      };
      await work({ events, reads, heard });
    } finally {
      events.destroy();
      await tail.close();
      reads.disconnect();
    }
  }

  test('hears everything after it has fallen behind, and all that is new', async () => {
    const ids = named(150);
    for (const id of ids) await feed.append(large(id));
    await following(async ({ events, heard }) => {
      events.once('readable', () => {});
      await until('its buffer to be full', () => events.readableLength > events.readableHighWaterMark);
      await until('all of them', () => heard().length === ids.length);
      await append('later');
      await until('the later one', () => heard().includes('later'));
      expect(heard()).toEqual([...ids, 'later']);
    });
  });

  test('stays connected while Redis is away, and hears everything once it is back', async () => {
    await append('a', 'b');
    await following(async ({ events, reads, heard }) => {
      const errors: Error[] = [];
      events.on('error', (error) => errors.push(error));
      await redis.kill();
      await until('the loss to be noticed', () => reads.status !== 'ready');
      // It reads now, but without success.
      events.on('readable', () => {});
      await delay(1);
      await redis.restart();
      await until('both', () => heard().length === 2);
      expect([heard(), errors, events.destroyed]).toEqual([['a', 'b'], [], false]);
    });
  });
});
