import { sinaSpan } from '../../support/build.ts';
import { post, send } from '../../support/client.ts';
import { listenTo } from '../../support/event-source.ts';
import { postMany } from '../../support/lines.ts';
import { type System, startSystem } from '../../support/start-system.ts';
import { until } from '../../support/until.ts';

interface Summary {
  readonly cursor: string;
  readonly id: string;
}

let system: System;
let api: string;
let path: string;
/** The ids of the submitted articles in the order in which they were finished. */
const ids: string[] = [];

async function submit(html: string, more = {}): Promise<string> {
  const body = JSON.stringify({ html, ...more });
  const { json } = await post(api, 'application/json', body, { Prefer: 'wait=20' });
  await until('the feed to have it', async () => (await read('?limit=1000')).text.includes(json.id));
  ids.push(json.id);
  return json.id;
}

const read = (query = '', headers = {}) => send(`${path}${query}`, { headers });
const page = async (query = ''): Promise<{ readonly items: readonly Summary[]; readonly next: string }> =>
  (await read(query)).json;
const idsOf = (items: readonly Summary[]) => items.map(({ id }) => id);

beforeAll(async () => {
  system = await startSystem();
  [api] = await Promise.all([system.startApi(), system.startWorker()]);
  path = `${api}/v1/articles`;
  await submit(`<p>${sinaSpan('sz000625', '长安汽车')}股份有限公司公告。</p>`, { source: '甲' });
  await submit(`<p>${sinaSpan('sh600519', '贵州茅台')}股份有限公司公告。</p>`, { source: '乙', title: '题' });
  await submit('<p>无</p>', { source: '甲' });
});

afterAll(() => system[Symbol.asyncDispose]());

test('a page has a summary of each finished article, oldest first, and the next cursor', async () => {
  const { items, next } = await page();
  expect(idsOf(items)).toEqual(ids);
  expect(items[1]).toEqual({
    cursor: expect.any(String),
    id: ids[1],
    revision: 1,
    title: '题',
    url: null,
    source: '乙',
    publishedAt: null,
    enrichedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    tickers: [{ ticker: 'sh600519', name: '贵州茅台' }],
    counts: { mentions: 1, genuine: 1 },
  });
  expect(next).toBe(items.at(-1)?.cursor);
  expect(await page(`?after=${next}`)).toEqual({ items: [], next });
});

test('while articles are added, each appears on exactly one page', async () => {
  const seen: string[] = [];
  let { items, next } = await page('?limit=1');
  while (items.length > 0) {
    seen.push(...idsOf(items));
    if (seen.length < 3) await submit(`<p>其间${seen.length}</p>`);
    ({ items, next } = await page(`?limit=1&after=${next}`));
  }
  expect(seen).toEqual(ids);
});

test.each([
  ['ticker=sz000625', [0]],
  ['ticker=sh600519', [1]],
  [`source=${encodeURIComponent('甲')}`, [0, 2]],
  [`source=${encodeURIComponent('甲')}&ticker=sz000625`, [0]],
  ['ticker=sz000001', []],
])('the feed can be filtered by %s', async (query, wanted) => {
  const { items, next } = await page(`?${query}`);
  expect(idsOf(items)).toEqual(wanted.map((index) => ids[index]));
  expect(next).toMatch(/^\d+-\d+$/);
});

test.each([
  ['after=nonsense', '/after'],
  ['after=9999999999999-0', '/after'],
  ['limit=0', '/limit'],
  ['limit=1001', '/limit'],
  ['ticker=gold', '/ticker'],
])('an invalid parameter is refused by name: %s', async (query, pointer) => {
  expect(await read(`?${query}`)).toMatchObject({
    status: 400,
    json: { code: 'invalid_request', errors: [{ pointer }] },
  });
});

test('a client that waits at the end of the feed gets the next entry', async () => {
  const { next } = await page('?limit=1000');
  const waiting = read(`?after=${next}`, { Prefer: 'wait=20' });
  const id = await submit('<p>新</p>');
  const { headers, json } = await waiting;
  expect(headers.get('preference-applied')).toBe('wait=20');
  expect(idsOf(json.items)).toEqual([id]);
  expect(json.next).toBe(json.items[0].cursor);
});

test('listeners get everything after their cursor and all new entries, which can be read as enriched by then', async () => {
  const { items } = await page('?limit=1000');
  const fromStart = await listenTo(`${path}?after=0-0`);
  const resumed = await listenTo(path, items[1]?.cursor);
  await until('what there is', () => fromStart.events.length === items.length);
  const fresh = await listenTo(path, '', 1);
  const submitted = submit('<p>直播</p>');
  await until('what comes', () => fresh.events.length === 1);
  const id = fresh.events[0]?.data.id;
  expect((await send(`${path}/${id}`)).json.status).toBe('enriched');
  expect(await submitted).toBe(id);
  await until('all to have it', () => resumed.lastEventId === fresh.lastEventId);
  const all = await page('?limit=1000');
  expect(fromStart.events).toEqual(all.items.map((data) => ({ id: data.cursor, data })));
  expect(resumed.events).toEqual(fromStart.events.slice(2));
  for (const client of [fromStart, resumed, fresh]) client.cut();
});

test('the feed also comes as NDJSON, JSON Feed and RSS', async () => {
  const { items } = await page('?limit=1000');
  const as = async (Accept: string) => {
    const answer = await read('?limit=1000', { Accept });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, `${Accept}; charset=utf-8`]);
    return answer;
  };
  const lines = (await as('application/x-ndjson')).text.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(items);
  const feed = (await as('application/feed+json')).json;
  expect(feed.version).toBe('https://jsonfeed.org/version/1.1');
  expect(idsOf(feed.items)).toEqual(idsOf(items));
  const rss = (await as('application/rss+xml')).text;
  expect(rss).toMatch(/^<\?xml[^>]*>\s*<rss version="2.0"/);
  expect(rss.match(/<item>/g)).toHaveLength(items.length);
  expect((await read('', { Accept: 'image/png' })).status).toBe(406);
});

test('a page has 100 articles by default and at most 1000', async () => {
  const before = (await page('?limit=1000')).items.length;
  const lines = Array.from({ length: 1001 }, (_, serial) => JSON.stringify({ html: `<p>第${serial}篇</p>` }));
  await postMany(api, 'application/x-ndjson', lines.join('\n'));
  const asLines = async () => (await read('', { Accept: 'application/x-ndjson' })).text.trim().split('\n');
  await until('the lines to have all', async () => (await asLines()).length === before + 1001);
  expect((await page()).items).toHaveLength(100);
  expect((await page('?limit=1000')).items).toHaveLength(1000);
});
