import { readFileSync } from 'node:fs';
import { post, send } from '../../support/client.ts';
import { originsAt, UNREACHABLE_URL } from '../../support/start-process.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type System, startSystem } from '../../support/start-system.ts';

const SECRETS = ['submit', 'read', 'operate'].map((scope) => `${scope}-secret-000001`);
const [SUBMIT, READ, OPERATE] = SECRETS as [string, string, string];
const API_KEYS = SECRETS.map((secret) => `${secret}:${secret.split('-')[0]}:${secret}`).join(',');

let system: System;
/** It has no keys, so its rate limit does not apply. */
let api: string;
/** It can reach no provider. */
let cutOff: string;
/** It has keys, and a limit of three requests a minute. */
let guarded: string;
/** Its dashboard allows changes. */
let writable: string;
let guardedRedis: RedisServer;

beforeAll(async () => {
  [system, guardedRedis] = await Promise.all([startSystem(), startRedis()]);
  const keys = { API_KEYS, REDIS_URL: guardedRedis.url };
  [api, cutOff, guarded, writable] = await Promise.all([
    system.startApi({ RATE_LIMIT_PER_MINUTE: '1' }),
    system.startApi({ ...originsAt(UNREACHABLE_URL), REDIS_URL: guardedRedis.url }),
    system.startApi({ ...keys, RATE_LIMIT_PER_MINUTE: '3' }),
    system.startApi({ ...keys, ADMIN_READ_WRITE: 'true' }),
  ]);
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await guardedRedis[Symbol.asyncDispose]();
});

const bearer = (secret: string) => ({ headers: { Authorization: `Bearer ${secret}` } });
const basic = (secret: string, method = 'GET') => ({
  method,
  headers: { Authorization: `Basic ${Buffer.from(`anybody:${secret}`).toString('base64')}` },
});

describe('quotes', () => {
  test('are returned by ticker, and missing ones with the reason', async () => {
    const { status, json } = await send(
      `${api}/v1/quotes?tickers=sz000625,hk00700,usBABA,sh000300,hk99999,fx_susdcny`,
    );
    expect(status).toBe(200);
    expect(json.missing).toEqual({ hk99999: 'unknown', fx_susdcny: 'unsupported' });
    const quote = (currency: string | null) =>
      expect.objectContaining({ price: expect.any(Number), currency, source: 'simulator', state: 'trading' });
    expect(json.quotes).toEqual({
      sz000625: quote('CNY'),
      hk00700: quote('HKD'),
      usBABA: quote('USD'),
      sh000300: quote('CNY'),
    });
    expect(json.quotes.sz000625).toMatchObject({
      name: '长安汽车',
      previousClose: expect.any(Number),
      quotedAt: expect.stringMatching(/Z$/),
      fetchedAt: expect.stringMatching(/Z$/),
      session: expect.stringMatching(/^(?:pre|auction|open|lunch|closed)$/),
      stale: false,
    });
  });

  test.each([
    ['sz002731', 'suspended', expect.any(Number)],
    ['bj830799', 'retired', expect.any(Number)],
    // Providers return no price at all for a delisted listing.
    ['sh600002', 'delisted', null],
  ])(
    'of %s, which is %s, have that state, and only the previous close as a price',
    async (ticker, state, previousClose) => {
      const { json } = await send(`${api}/v1/quotes?tickers=${ticker}`);
      const untraded = { price: null, change: null, changePercent: null };
      expect(json.quotes[ticker]).toMatchObject({ state, previousClose, ...untraded });
      expect(json.missing).toEqual({});
    },
  );

  test('are missing with upstream-error if no provider can be reached', async () => {
    const { status, json } = await send(`${cutOff}/v1/quotes?tickers=sz000625`);
    expect([status, json]).toEqual([200, { quotes: {}, missing: { sz000625: 'upstream-error' } }]);
  });
});

describe('the service', () => {
  test('documents every call, for programs and for people', async () => {
    const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
    expect((await send(`${api}/openapi.json`)).json).toEqual(document);
    const page = await send(`${api}/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('/docs/script.js');
  });

  test('reports liveness, readiness and metrics with or without a key', async () => {
    const get = (path: string) => send(guarded + path);
    expect(await get('/livez')).toMatchObject({ status: 200, json: { status: 'alive' } });
    const ready = { status: 'ready', redis: 'reachable', warnings: [] };
    expect(await get('/readyz')).toMatchObject({ status: 200, json: ready });
    const { headers, text } = await get('/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/^# TYPE process_cpu_seconds_total counter$/m);
    expect(text).toMatch(/^# TYPE tickerspan_\w+ /m);
  });

  test('accepts a key only for its scopes', async () => {
    const read = (init = {}) => send(`${guarded}/v1/articles`, init);
    expect(await read()).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
    expect(await read(bearer('wrong'))).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
    expect(await read(bearer(OPERATE))).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect((await read(bearer(READ))).status).toBe(200);
  });

  test('limits each key across all processes, and does not limit calls if no keys are set', async () => {
    const submit = (at: string, init: { headers?: object } = {}) =>
      post(at, 'text/html', '<p>多</p>', init.headers);
    const statuses: number[] = [];
    const settings = { API_KEYS, REDIS_URL: guardedRedis.url, RATE_LIMIT_PER_MINUTE: '3' };
    const twin = await system.startApi(settings);
    for (const at of [guarded, twin, guarded, twin]) statuses.push((await submit(at, bearer(SUBMIT))).status);
    expect(statuses).toEqual([202, 202, 202, 429]);
    const refused = await submit(guarded, bearer(SUBMIT));
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await send(`${guarded}/v1/articles`, bearer(READ))).status).toBe(200);
    for (let time = 0; time < 3; time += 1) expect((await submit(api)).status).toBe(202);
  });
});

describe('the dashboard', () => {
  const pause = '/admin/queues/api/queues/enrichment/pause';

  test('is for operators, with the key as password', async () => {
    const page = (init = {}) => send(`${guarded}/admin/queues`, init);
    const asked = await page();
    expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(/Basic/),
    ]);
    expect((await page(basic(READ))).status).toBe(403);
    const shown = await page(basic(OPERATE));
    expect([shown.status, shown.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/html/),
    ]);
  });

  test('is read-only unless the settings allow changes', async () => {
    expect((await send(guarded + pause, basic(OPERATE, 'PUT'))).status).toBe(405);
    expect((await send(writable + pause, basic(OPERATE, 'PUT'))).status).toBe(200);
  });
});

test('while Redis is away the service is alive and not ready', async () => {
  await guardedRedis.kill();
  expect((await send(`${guarded}/livez`)).status).toBe(200);
  const { status, headers, json } = await send(`${guarded}/readyz`);
  expect([status, json.status, Number(headers.get('retry-after')) > 0]).toEqual([503, 'not ready', true]);
  expect(await send(`${writable}/v1/articles`, bearer(READ))).toMatchObject({
    status: 503,
    json: { code: 'store_unavailable' },
  });
});
