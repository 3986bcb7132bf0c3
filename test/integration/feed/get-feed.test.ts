import { load } from 'cheerio';
import { ArticleFeed } from '../../../src/feed/article-feed.ts';
import { connectRedis } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../../src/redis/connections.ts';
import { type Exchange, startExchange } from '../../../tools/simulator/exchange.ts';
import { aRevision } from '../../support/build.ts';
import { finished, post, send } from '../../support/client.ts';
import { POST } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, type RunningWorker, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;
let exchange: Exchange;
let api: Api;
let worker: RunningWorker;
let path: string;
const client = () =>
  connectRedis(redis.target, { ...PRODUCER_CONNECTION, enableOfflineQueue: true }, () => {});
let commands: ReturnType<typeof client>;

beforeAll(async () => {
  [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
  api = await startApi(redis.url);
  worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  path = `${api.url}/v1/articles`;
  commands = client();
});

afterAll(async () => {
  commands.disconnect();
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

beforeEach(() => commands.flushall());

const feed = () => new ArticleFeed(commands, { maxLength: 10_000 });
const append = async (...ids: readonly string[]): Promise<void> => {
  for (const id of ids) await feed().append(aRevision({ id }));
};
const idsOf = ({ json }: Awaited<ReturnType<typeof send>>): readonly string[] =>
  json.items.map(({ id }: { id: string }) => id);
const as = (type: string, headers = {}) => ({ headers: { Accept: type, ...headers } });

test('a finished article has its summary in the feed, without its body', async () => {
  const { id } = (await post(api.url, 'text/markdown', POST)).json;
  await finished(api.url, id);
  const { json, status, headers } = await until('the feed to have it', async () => {
    const answer = await send(path);
    return answer.json.items.length > 0 && answer;
  });
  expect(status).toBe(200);
  expect(headers.get('vary')).toContain('Accept');
  expect(json.items).toEqual([
    {
      cursor: json.next,
      id,
      revision: 1,
      title: '车展侧记：新能源{展区}人气最旺',
      url: null,
      source: '新浪财经',
      publishedAt: '2021-06-08T02:10:00.000Z',
      enrichedAt: expect.stringMatching(/Z$/),
      tickers: [{ ticker: 'sz000625', name: '长安汽车' }],
      counts: { mentions: 2, genuine: 1 },
    },
  ]);
});

describe('pages', () => {
  test('follow one another, oldest first, and keep the cursor at the end', async () => {
    await append('a', 'b', 'c');
    const first = await send(`${path}?limit=2`);
    const second = await send(`${path}?limit=2&after=${first.json.next}`);
    expect([idsOf(first), idsOf(second)]).toEqual([['a', 'b'], ['c']]);
    const third = await send(`${path}?after=${second.json.next}`);
    expect(third.json).toEqual({ items: [], next: second.json.next });
  });

  test('of an empty feed have a cursor from which nothing is missed', async () => {
    const { json } = await send(path);
    expect(json.items).toEqual([]);
    await append('a');
    expect(idsOf(await send(`${path}?after=${json.next}`))).toEqual(['a']);
  });

  test('have 100 items by default', async () => {
    await append(...Array.from({ length: 101 }, (_, serial) => `a${serial}`));
    expect((await send(path)).json.items).toHaveLength(100);
    expect((await send(`${path}?limit=1000`)).json.items).toHaveLength(101);
  });

  test('are filtered by source and ticker, in any spelling, and continue after what does not match', async () => {
    await feed().append(aRevision({ id: 'a', source: 'Probe' }));
    await feed().append(aRevision({ id: 'b', source: 'Messe' }));
    await append('c');
    const all = (await send(path)).json.next;
    const bySource = await send(`${path}?source=Probe`);
    expect([idsOf(bySource), bySource.json.next]).toEqual([['a'], all]);
    expect(idsOf(await send(`${path}?ticker=SZ000625&source=Messe`))).toEqual(['b']);
    expect((await send(`${path}?ticker=sh600519`)).json).toEqual({ items: [], next: all });
  });

  test.each([
    ['after=yesterday', '/after'],
    ['after=1-2-3', '/after'],
    ['after=', '/after'],
    ['after=999999999999999-0', '/after'],
    ['limit=0', '/limit'],
    ['limit=1001', '/limit'],
    ['limit=many', '/limit'],
    ['ticker=長安', '/ticker'],
    ['ticker=sz000625&ticker=sh600519', '/ticker'],
    ['source=', '/source'],
  ])('are refused if %s', async (query, pointer) => {
    const { status, json, headers } = await send(`${path}?${query}`);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch('application/problem+json');
    expect(json).toMatchObject({ code: 'invalid_request', errors: [{ pointer }] });
  });

  test('are refused in an unknown format', async () => {
    expect((await send(path, as('image/png'))).status).toBe(406);
  });
});

describe('Prefer: wait', () => {
  test('waits until there is an entry', async () => {
    await append('a');
    const { next } = (await send(path)).json;
    const poll = send(`${path}?after=${next}`, as('application/json', { Prefer: 'respond-async, wait=20' }));
    await append('b');
    const answer = await poll;
    expect(idsOf(answer)).toEqual(['b']);
    expect(answer.headers.get('preference-applied')).toBe('wait=20');
  });

  test('returns nothing and the same cursor when the time is up', async () => {
    await append('a');
    const { next } = (await send(path)).json;
    const started = performance.now();
    const { json } = await send(`${path}?after=${next}`, as('application/json', { Prefer: 'wait=1' }));
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(json).toEqual({ items: [], next });
  });

  test('returns existing entries at once, and waits for a match', async () => {
    await append('a');
    const answer = await send(path, as('application/json', { Prefer: 'wait=30' }));
    expect(idsOf(answer)).toEqual(['a']);
    const poll = send(
      `${path}?source=Probe&after=${answer.json.next}`,
      as('application/json', { Prefer: 'wait=9999' }),
    );
    await append('b');
    await feed().append(aRevision({ id: 'c', source: 'Probe' }));
    expect(idsOf(await poll)).toEqual(['c']);
    expect((await poll).headers.get('preference-applied')).toBe('wait=30');
  });
});

test('NDJSON returns all entries, one a line, and ends', async () => {
  await append(...Array.from({ length: 1500 }, (_, serial) => `a${serial}`));
  const { text, headers } = await send(path, as('application/x-ndjson'));
  expect(headers.get('content-type')).toMatch('application/x-ndjson');
  const lines = text.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(
    Array.from({ length: 1500 }, (_, serial) => `a${serial}`),
  );
  const { cursor } = JSON.parse(lines[1399] ?? '');
  const rest = await send(`${path}?after=${cursor}&limit=7`, as('application/x-ndjson'));
  expect(rest.text.trimEnd().split('\n')).toHaveLength(7);
});

test('JSON Feed has pages linked by next_url, until there are no more entries', async () => {
  await append('a', 'b', 'c');
  const seen: string[] = [];
  let url: string | undefined = `${path}?limit=2`;
  while (url !== undefined) {
    const { json }: Awaited<ReturnType<typeof send>> = await send(url, as('application/feed+json'));
    expect(json).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'tickerspan',
      feed_url: url,
    });
    seen.push(...idsOf({ json } as Awaited<ReturnType<typeof send>>));
    expect(json.next_url).not.toBe(url);
    url = json.next_url;
  }
  expect(seen).toEqual(['a', 'b', 'c']);
  const { json } = await send(path, as('application/feed+json'));
  expect(json.items[0]).toMatchObject({
    id: 'a',
    url: `${path}/a`,
    content_text: '长安汽车 (sz000625)',
    date_published: '2026-09-30T06:10:22.000Z',
    tags: ['sz000625'],
  });
});

test('RSS has the newest entries, with dates and links, and no title breaks it', async () => {
  const title = '<b>A & B</b> ]]> \u0001\ud800 "x"';
  await append(...Array.from({ length: 101 }, (_, serial) => `a${serial}`));
  await feed().append(aRevision({ id: 'last', title }));
  await feed().append(aRevision({ id: 'last', title, revision: 2 }));
  const { text, headers } = await send(path, as('application/rss+xml, */*;q=0.1'));
  expect(headers.get('content-type')).toBe('application/rss+xml; charset=utf-8');
  const $ = load(text, { xml: true });
  expect($('rss').attr('version')).toBe('2.0');
  const guids = $('item > guid')
    .toArray()
    .map((guid) => $(guid).text());
  expect(guids).toHaveLength(99);
  expect([guids[0], guids.at(-1)]).toEqual(['a3', 'last']);
  const last = $('item').last();
  expect(last.find('title').text()).toBe('<b>A & B</b> ]]> \ufffd\ufffd "x"');
  expect(last.find('link').text()).toBe(`${path}/last`);
  expect(last.find('pubDate').text()).toBe('Wed, 30 Sep 2026 06:10:22 GMT');
  expect(last.find('category').text()).toBe('sz000625');
  expect($('channel > link').text()).toBe(path);
});
