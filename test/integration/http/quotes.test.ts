import { startExchange } from '../../../simulator/exchange.ts';
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

test.each(['refuse', 'forbid', 'hang', 'truncate', 'garbage', 'html', 'drop', 'huge', 'error'] as const)(
  'when the first provider answers with the fault "%s", the next one is asked',
  async (fault) => {
    await using exchange = await startExchange();
    await using api = await startApi(redis.url);
    await using worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url, timeoutMs: 600 });
    exchange.setFault('tencent', fault);
    const { json } = await finished(api.url, (await post(api.url, 'text/html', article(1))).json.id);
    expect(json.companies[0].quote).toMatchObject({ name: '长安汽车' });
    expect(worker.failures).toEqual(['tencent']);
    expect(exchange.requests.map(({ provider }) => provider)).toEqual(['tencent', 'sina']);
  },
);

test.each(['refuse', 'hang', 'error'] as const)(
  'when every provider answers with the fault "%s", the article is enriched without a quote',
  async (fault) => {
    await using exchange = await startExchange();
    await using api = await startApi(redis.url);
    await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url, timeoutMs: 400 });
    exchange.setFault('tencent', fault);
    exchange.setFault('sina', fault);
    const { json } = await finished(api.url, (await post(api.url, 'text/html', article(2))).json.id);
    expect(json).toMatchObject({
      status: 'enriched',
      companies: [{ quote: null, missing: 'upstream-error' }],
    });
    expect(json.body).toContain('data-ticker="sz000625"');
    expect(json.body).toContain('<span id="quote_sz000625"></span>');
  },
);

test('a quote that another article has just had is not asked for again', async () => {
  await using exchange = await startExchange();
  await using api = await startApi(redis.url);
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  const first = await finished(api.url, (await post(api.url, 'text/html', article(3))).json.id);
  const second = await finished(api.url, (await post(api.url, 'text/html', article(4))).json.id);
  expect(second.json.companies[0].quote).toEqual(first.json.companies[0].quote);
  expect(exchange.requests).toHaveLength(1);
});
