import { startExchange } from '../../../tools/simulator/exchange.ts';
import { finished, post } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { startApi, startWorker } from '../../support/start-service.ts';

let redis: RedisServer;

beforeEach(async () => {
  redis = await startRedis();
});

afterEach(() => redis[Symbol.asyncDispose]());

const article = (serial: number) =>
  `<p>第${serial}号快讯：<span id="stock_sz000625">长安汽车</span><span id="quote_sz000625"></span>股份有限公司发布公告。</p>`;

/**
 * Returns how long a provider may take. It is short only if the timeout ends the test, because a
 * busy machine needs time for a large response.
 */
const timeoutFor = (fault: string): number => (fault === 'hang' ? 600 : 30_000);

const FAULTS = [
  'refuse',
  'forbid',
  'hang',
  'blank',
  'truncate',
  'garbage',
  'html',
  'drop',
  'huge',
  'error',
] as const;

test.each(FAULTS)('if the first provider has the fault "%s", the next one is asked', async (fault) => {
  await using exchange = await startExchange();
  await using api = await startApi(redis.url);
  await using worker = await startWorker({
    redisUrl: redis.url,
    quotesUrl: exchange.url,
    timeoutMs: timeoutFor(fault),
  });
  exchange.setFault('tencent', fault);
  const { json } = await finished(api.url, (await post(api.url, 'text/html', article(1))).json.id);
  expect(json.companies[0].quote).toMatchObject({ name: '长安汽车' });
  expect(worker.failures).toEqual(['tencent']);
  expect(exchange.requests.map(({ provider }) => provider)).toEqual(['tencent', 'sina']);
});

test.each(FAULTS)('if the first two providers have the fault "%s", the third is asked', async (fault) => {
  await using exchange = await startExchange();
  await using api = await startApi(redis.url);
  await using worker = await startWorker({
    redisUrl: redis.url,
    quotesUrl: exchange.url,
    timeoutMs: timeoutFor(fault),
  });
  exchange.setFault('tencent', fault);
  exchange.setFault('sina', fault);
  for (const serial of [10, 11]) {
    const { json } = await finished(api.url, (await post(api.url, 'text/html', article(serial))).json.id);
    expect(json.companies[0].quote).toMatchObject({ name: '长安汽车', stale: false });
  }
  expect(worker.failures).toEqual(['tencent', 'sina']);
  expect(worker.circuits).toEqual([
    ['tencent', true],
    ['sina', true],
  ]);
});

test.each(['refuse', 'hang', 'error'] as const)(
  'if every provider has the fault "%s", the article is enriched without a quote',
  async (fault) => {
    await using exchange = await startExchange();
    await using api = await startApi(redis.url);
    await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url, timeoutMs: 400 });
    exchange.setFault('all', fault);
    const { json } = await finished(api.url, (await post(api.url, 'text/html', article(2))).json.id);
    expect(json).toMatchObject({
      status: 'enriched',
      companies: [{ quote: null, missing: 'upstream-error' }],
    });
    expect(json.body).toContain('data-ticker="sz000625"');
    expect(json.body).toContain('<span id="quote_sz000625"></span>');
  },
);

test('a quote is not requested again for the next article', async () => {
  await using exchange = await startExchange();
  await using api = await startApi(redis.url);
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  const first = await finished(api.url, (await post(api.url, 'text/html', article(3))).json.id);
  const second = await finished(api.url, (await post(api.url, 'text/html', article(4))).json.id);
  expect(second.json.companies[0].quote).toEqual(first.json.companies[0].quote);
  expect(exchange.requests).toHaveLength(1);
});

test('listings of all markets are requested together', async () => {
  await using exchange = await startExchange();
  await using api = await startApi(redis.url);
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  const html =
    '<p><span id="stock_sh600519">贵州茅台</span>股份有限公司、<span id="hkstock_hk00700">腾讯控股</span>有限公司与' +
    '<span id="usstock_BRK.B">伯克希尔</span>（BRK.B）公布了财报，<span id="stock_sh000001">上证指数</span>收涨。</p>';
  const { json } = await finished(api.url, (await post(api.url, 'text/html', html)).json.id);
  const currencies = json.companies.map(
    ({ ticker, quote }: { ticker: string; quote: { currency: string } }) => [ticker, quote.currency],
  );
  expect(currencies).toEqual([
    ['sh600519', 'CNY'],
    ['hk00700', 'HKD'],
    ['usBRK.B', 'USD'],
    ['sh000001', 'CNY'],
  ]);
  expect(exchange.requests).toHaveLength(1);
});

describe('the closing price of the publication day', () => {
  const dated = (publishedAt?: string) =>
    JSON.stringify({ html: article(5), ...(publishedAt && { publishedAt }) });
  const companyOf = async (apiUrl: string, submission: string) =>
    (await finished(apiUrl, (await post(apiUrl, 'application/json', submission)).json.id)).json.companies[0];

  test('is returned with the change since, and requested once', async () => {
    await using exchange = await startExchange();
    await using api = await startApi(redis.url);
    await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
    const { publicationClose, quote } = await companyOf(api.url, dated('2021-11-18T15:30:00+08:00'));
    expect(publicationClose).toMatchObject({ date: '2021-11-18', close: expect.any(Number) });
    const { close, changeSince } = publicationClose;
    expect(changeSince).toBeCloseTo(((quote.price - close) / close) * 100, 2);
    const earlier = await companyOf(api.url, dated('2021-11-18T14:30:00+08:00'));
    expect(earlier.publicationClose.date).toBe('2021-11-17');
    await companyOf(api.url, dated('2021-11-18T18:00:00+08:00'));
    expect(exchange.tallies()['tencent-history']).toMatchObject({ requests: 2 });
  });

  test('is requested from the next provider if the first one fails', async () => {
    await using exchange = await startExchange();
    await using api = await startApi(redis.url);
    await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
    exchange.setFault('tencent-history', 'refuse');
    const { publicationClose } = await companyOf(api.url, dated('2021-11-18T15:30:00+08:00'));
    expect(publicationClose.date).toBe('2021-11-18');
    expect(exchange.tallies()['eastmoney-history']).toMatchObject({ requests: 1 });
  });

  test('is not requested or returned for an article without a date', async () => {
    await using exchange = await startExchange();
    await using api = await startApi(redis.url);
    await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
    expect(await companyOf(api.url, dated())).not.toHaveProperty('publicationClose');
    expect(exchange.tallies()['tencent-history']).toMatchObject({ requests: 0 });
  });
});

test('a failed provider is tried again once its circuit is half-open, without a restart', async () => {
  const clock = { now: Date.parse('2026-09-30T02:30:00Z') };
  const now = () => new Date(clock.now);
  await using exchange = await startExchange({ now });
  await using api = await startApi(redis.url);
  await using worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url, now });
  exchange.setFault('all', 'drop');
  const quoteOf = async (serial: number) =>
    (await finished(api.url, (await post(api.url, 'text/html', article(serial))).json.id)).json.companies[0];
  expect(await quoteOf(20)).toMatchObject({ quote: null, missing: 'upstream-error' });
  exchange.setFault('all', 'none');
  exchange.forgetRequests();
  expect(await quoteOf(21)).toMatchObject({ quote: null, missing: 'upstream-error' });
  expect(exchange.requests).toEqual([]);
  clock.now += 10_000;
  expect((await quoteOf(22)).quote).toMatchObject({ name: '长安汽车' });
  expect(worker.circuits.at(-1)).toEqual(['tencent', false]);
});
