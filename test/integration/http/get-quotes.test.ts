import { startExchange } from '../../../tools/simulator/exchange.ts';
import { send } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { startApi } from '../../support/start-service.ts';

let redis: RedisServer;

beforeEach(async () => {
  redis = await startRedis();
});

afterEach(() => redis[Symbol.asyncDispose]());

const get = (url: string, path: string, headers: Record<string, string> = {}) =>
  send(url + path, { headers });

test('quotes are returned by ticker, and missing ones with the reason', async () => {
  await using exchange = await startExchange();
  await using api = await startApi(redis.url, { quotesUrl: exchange.url });
  const { status, json } = await get(api.url, '/v1/quotes?tickers=sz000625,SH600519,sh688688,fx_susdcny');
  expect(status).toBe(200);
  expect(Object.keys(json.quotes)).toEqual(['sz000625', 'sh600519']);
  expect(json.quotes.sz000625).toMatchObject({ name: '长安汽车', currency: 'CNY', source: 'simulator' });
  expect(json.missing).toEqual({ sh688688: 'unknown', fx_susdcny: 'unsupported' });
});

test('a cached quote is a hit with an age, and a request for a newer one skips the cache', async () => {
  await using exchange = await startExchange();
  await using api = await startApi(redis.url, { quotesUrl: exchange.url });
  const path = '/v1/quotes?tickers=sz000625';
  const first = await get(api.url, path);
  expect(first.headers.get('Cache-Status')).toBe('tickerspan; fwd=miss; stored');
  const second = await get(api.url, path);
  expect(second.headers.get('Cache-Status')).toMatch(/^tickerspan; hit; ttl=\d+$/);
  expect(second.headers.get('Age')).toMatch(/^\d+$/);
  expect(second.headers.get('Cache-Control')).toMatch(/^private, max-age=\d+$/);
  expect(second.json).toEqual(first.json);
  expect(exchange.requests).toHaveLength(1);
  const demanded = await get(api.url, path, { 'Cache-Control': 'max-age=0' });
  expect(demanded.headers.get('Cache-Status')).toBe('tickerspan; fwd=request; stored');
  const relaxed = await get(api.url, path, { 'Cache-Control': 'max-age=3600' });
  expect(relaxed.headers.get('Cache-Status')).toMatch(/hit/);
  expect(exchange.requests).toHaveLength(2);
  // If max-age is repeated, the first value counts.
  const twice = await get(api.url, path, { 'Cache-Control': 'max-age=0, max-age=3600' });
  expect(twice.headers.get('Cache-Status')).toBe('tickerspan; fwd=request; stored');
});

test('a partial response must not be cached, and one with an unknown listing only briefly', async () => {
  await using exchange = await startExchange();
  await using api = await startApi(redis.url, { quotesUrl: exchange.url });
  await get(api.url, '/v1/quotes?tickers=sz000625');
  const unknown = await get(api.url, '/v1/quotes?tickers=sz000625,sh688688');
  expect(Number(/max-age=(\d+)/.exec(unknown.headers.get('Cache-Control') ?? '')?.[1])).toBeLessThanOrEqual(
    61,
  );
  exchange.setFault('all', 'drop');
  const partial = await get(api.url, '/v1/quotes?tickers=sz000625,sh600519');
  expect(partial.json.missing).toEqual({ sh600519: 'upstream-error' });
  expect(partial.headers.get('Cache-Control')).toBe('no-store');
  expect(partial.headers.get('Cache-Status')).toBeNull();
});

test.each([
  ['/v1/quotes', ['/tickers']],
  ['/v1/quotes?tickers=', ['/tickers/0']],
  ['/v1/quotes?tickers=sz000625&tickers=sh600519', ['/tickers']],
  ['/v1/quotes?tickers=sz000625,nonsense,sz1', ['/tickers/1', '/tickers/2']],
  [`/v1/quotes?tickers=${Array.from({ length: 201 }, () => 'sz000625').join()}`, ['/tickers']],
])('%s is refused, and the error names what is wrong', async (path, pointers) => {
  await using api = await startApi(redis.url);
  const { status, headers, json } = await get(api.url, path);
  expect(status).toBe(400);
  expect(headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
  expect(json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
});

test('if no provider can be reached, the reason is upstream-error, and /readyz reports the open circuits', async () => {
  await using api = await startApi(redis.url);
  const { status, headers, json } = await get(api.url, '/v1/quotes?tickers=sz000625');
  expect([status, json]).toEqual([200, { quotes: {}, missing: { sz000625: 'upstream-error' } }]);
  expect(headers.get('Cache-Control')).toBe('no-store');
  const ready = await get(api.url, '/readyz');
  expect(ready.status).toBe(200);
  const { providers } = ready.json;
  for (const provider of ['tencent', 'sina', 'eastmoney']) {
    expect(providers[provider]).toEqual({
      state: 'open',
      until: expect.stringMatching(/^\d{4}-.*Z$/),
      reason: expect.stringMatching(/could not be reached: ECONNREFUSED/),
    });
  }
});

test('/metrics counts requests to providers, cache hits and open circuits', async () => {
  await using exchange = await startExchange();
  await using api = await startApi(redis.url, { quotesUrl: exchange.url });
  exchange.setFault('tencent', 'drop');
  await get(api.url, '/v1/quotes?tickers=sz000625,sh600519');
  await get(api.url, '/v1/quotes?tickers=sz000625');
  const { status, headers, text } = await get(api.url, '/metrics');
  expect([status, headers.get('Content-Type')]).toEqual([
    200,
    expect.stringMatching(/^text\/plain; version=0\.0\.4/),
  ]);
  for (const line of [
    'tickerspan_quote_requests_total{provider="tencent",outcome="provider_unavailable"} 1',
    'tickerspan_quote_requests_total{provider="sina",outcome="answered"} 1',
    'tickerspan_quote_request_tickers_sum{provider="sina"} 2',
    'tickerspan_quote_request_duration_seconds_count{provider="sina"} 1',
    'tickerspan_quote_lookups_total{found="asked"} 2',
    'tickerspan_quote_lookups_total{found="process"} 1',
    'tickerspan_provider_circuit_open{provider="tencent"} 1',
  ])
    expect(text).toContain(`${line}\n`);
});
