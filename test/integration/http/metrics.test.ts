import { Redis } from 'ioredis';
import { type Exchange, startExchange } from '../../../tools/simulator/exchange.ts';
import { finished, post, send } from '../../support/client.ts';
import { listenTo } from '../../support/event-source.ts';
import { postMany } from '../../support/lines.ts';
import { POST } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;
let exchange: Exchange;
let api: Api;

beforeEach(async () => {
  [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
  api = await startApi(redis.url);
});

afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

/** Returns the value of a series, or undefined if the text has no such series. */
function valueIn(text: string, series: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

const metric = async (series: string) => valueIn((await send(`${api.url}/metrics`)).text, series);

test('submissions are counted as accepted, as duplicates, and as refused by code', async () => {
  await post(api.url, 'text/html', '<p>一</p>');
  await post(api.url, 'text/html', '<p>一</p>');
  await post(api.url, 'image/png', 'x');
  await postMany(api.url, 'application/x-ndjson', '{"html":"<p>二</p>"}\nnonsense');
  const { text } = await send(`${api.url}/metrics`);
  expect(valueIn(text, 'tickerspan_articles_accepted_total')).toBe(2);
  expect(valueIn(text, 'tickerspan_articles_duplicate_total')).toBe(1);
  expect(valueIn(text, 'tickerspan_submissions_refused_total{code="unsupported_media_type"}')).toBe(1);
  expect(valueIn(text, 'tickerspan_submissions_refused_total{code="invalid_request"}')).toBe(1);
});

test('requests are measured by route, and ids do not create series', async () => {
  const { id } = (await post(api.url, 'text/html', '<p>一</p>')).json;
  await send(`${api.url}/v1/articles/${id}`);
  await send(`${api.url}/nowhere/${id}`);
  const { text } = await send(`${api.url}/metrics`);
  const count = 'tickerspan_http_request_duration_seconds_count';
  expect(valueIn(text, `${count}{method="GET",route="/v1/articles/:id",status="202"}`)).toBe(1);
  expect(valueIn(text, `${count}{method="GET",route="none",status="404"}`)).toBe(1);
  expect(text).not.toContain(id);
});

test('metrics report how many jobs wait, for how long, whether the queue is paused, and the ledger', async () => {
  await post(api.url, 'text/html', '<p>一</p>');
  expect(await metric('tickerspan_queue_jobs{queue="enrichment",state="waiting"}')).toBe(1);
  expect(await metric('tickerspan_ledger_in_flight')).toBe(1);
  expect(await metric('tickerspan_ledger_articles{outcome="accepted"}')).toBe(1);
  expect(await metric('tickerspan_ledger_imbalance')).toBe(0);
  expect(await metric('tickerspan_queue_paused{queue="enrichment"}')).toBe(0);
  await until(
    'it to have waited',
    async () => Number(await metric('tickerspan_queue_oldest_waiting_age_seconds{queue="enrichment"}')) > 0,
  );
  expect(await metric('tickerspan_redis_up')).toBe(1);
  expect(await metric('tickerspan_redis_memory_headroom_ratio')).toBe(1);
});

test('listeners are counted while they listen', async () => {
  const client = await listenTo(`${api.url}/v1/articles`);
  expect(await metric('tickerspan_feed_listeners')).toBe(1);
  client.cut();
  await until('it to be gone', async () => (await metric('tickerspan_feed_listeners')) === 0);
});

test('while Redis is away, only its absence is reported, and the metrics of the process remain', async () => {
  await redis.kill();
  const { status, text } = await send(`${api.url}/metrics`);
  expect([status, valueIn(text, 'tickerspan_redis_up')]).toEqual([200, 0]);
  expect(text).not.toMatch(/^tickerspan_(?:ledger|queue|drift|redis_memory)\w*(?:\{.*\})? /m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  await redis.restart();
  await until('it to be back', async () => (await metric('tickerspan_redis_up')) === 1);
});

test('a worker counts what it enriches and finds, and measures how long it takes', async () => {
  await using worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  const { id } = (await post(api.url, 'text/markdown', POST)).json;
  await finished(api.url, id);
  const text = await until('it to be counted', async () => {
    const all = await worker.metrics();
    return valueIn(all, 'tickerspan_articles_enriched_total') === 1 && all;
  });
  for (const what of ['wait', 'run', 'end_to_end'])
    expect(valueIn(text, `tickerspan_article_${what}_seconds_count`)).toBe(1);
  expect(valueIn(text, 'tickerspan_mentions_total{dialect="sina",verdict="genuine"}')).toBe(1);
  expect(valueIn(text, 'tickerspan_mentions_total{dialect="sina",verdict="false"}')).toBe(1);
});

test('a worker counts failures by code', async () => {
  const { id } = (await post(api.url, 'text/html', '<p>一</p>')).json;
  const client = new Redis(redis.url);
  await client.del(`tickerspan:{${id}}:text`);
  client.disconnect();
  await using worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  await finished(api.url, id);
  const failed = 'tickerspan_articles_failed_total{code="article_expired"}';
  await until('it to be counted', async () => valueIn(await worker.metrics(), failed) === 1);
});
