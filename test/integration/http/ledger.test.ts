import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { ENRICHMENT_QUEUE, QUEUE_PREFIX } from '../../../src/queue/enrichment-queue.ts';
import { type Exchange, startExchange } from '../../../tools/simulator/exchange.ts';
import { finished, post, send } from '../../support/client.ts';
import { postMany } from '../../support/lines.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;
let exchange: Exchange;
let api: Api;
let commands: Redis;

beforeEach(async () => {
  [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
  api = await startApi(redis.url);
  commands = new Redis(redis.url, { maxRetriesPerRequest: null });
});

afterEach(async () => {
  commands.disconnect();
  await api[Symbol.asyncDispose]();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

const submit = (html: string, source?: string) =>
  post(api.url, 'application/json', JSON.stringify({ html, ...(source ? { source } : {}) }));
const ledgerReport = async (query = '') => (await send(`${api.url}/v1/ledger${query}`)).json;

test('the ledger reports accepted articles by source, what became of them, and that it balances', async () => {
  const ids = [];
  for (const serial of [1, 2, 3]) ids.push((await submit(`<p>${serial}</p>`, '新浪财经')).json.id);
  ids.push((await submit('<p>4</p>')).json.id);
  await submit('<p>4</p>');
  expect(await ledgerReport()).toMatchObject({
    balanced: true,
    totals: { accepted: 4, enriched: 0, duplicates: 1, inFlight: 4, imbalance: 0 },
    rows: [
      { source: null, accepted: 1, duplicates: 1, inFlight: 1 },
      { source: '新浪财经', accepted: 3, inFlight: 3 },
    ],
    drifts: [],
  });
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  for (const id of ids) await finished(api.url, id);
  await until('all to be closed', async () => (await ledgerReport()).totals.inFlight === 0);
  expect(await ledgerReport(`?source=${encodeURIComponent('新浪财经')}`)).toMatchObject({
    balanced: true,
    totals: { accepted: 4, enriched: 4, oldestInFlightAt: null },
    rows: [{ source: '新浪财经', accepted: 3, enriched: 3, inFlight: 0 }],
  });
});

test('an article that many clients post at once is accepted once, and the others are duplicates', async () => {
  await Promise.all(Array.from({ length: 30 }, () => submit('<p>同一篇</p>', 'x')));
  expect((await ledgerReport()).totals).toMatchObject({
    accepted: 1,
    duplicates: 29,
    inFlight: 1,
    imbalance: 0,
  });
});

test('an article that is deleted before it is enriched counts as deleted, and afterwards as enriched', async () => {
  const { id } = (await submit('<p>删</p>')).json;
  await send(`${api.url}/v1/articles/${id}`, { method: 'DELETE' });
  expect((await ledgerReport()).totals).toMatchObject({ accepted: 1, deleted: 1, inFlight: 0, imbalance: 0 });
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  const { id: other } = (await submit('<p>后删</p>')).json;
  await finished(api.url, other);
  await until('it to be closed', async () => (await ledgerReport()).totals.enriched === 1);
  await send(`${api.url}/v1/articles/${other}`, { method: 'DELETE' });
  // It can be accepted again.
  await submit('<p>后删</p>');
  await until('it to be closed', async () => (await ledgerReport()).totals.enriched === 2);
  expect((await ledgerReport()).totals).toMatchObject({ accepted: 3, enriched: 2, deleted: 1, imbalance: 0 });
});

test('an article that expires before it is enriched is closed as expired', async () => {
  await using short = await startApi(redis.url, { ttlSeconds: 1 });
  const { id } = (await post(short.url, 'text/html', '<p>短命</p>')).json;
  await until('it to expire', async () => (await send(`${api.url}/v1/articles/${id}`)).status === 410);
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  await until('it to be closed', async () => (await ledgerReport()).totals.expired === 1);
  expect(await ledgerReport()).toMatchObject({ balanced: true, totals: { accepted: 1, inFlight: 0 } });
});

test('a refresh does not count as accepted', async () => {
  await using worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  const { id } = (await submit('<p>刷新</p>')).json;
  await finished(api.url, id);
  await send(`${api.url}/v1/articles/${id}/refresh`, { method: 'POST' });
  await until('the next revision', async () => (await finished(api.url, id)).json.revision === 2);
  expect((await ledgerReport()).totals).toMatchObject({
    accepted: 1,
    enriched: 1,
    inFlight: 0,
    imbalance: 0,
  });
  await worker[Symbol.asyncDispose]();
});

test('an article that is submitted again during its refresh is a duplicate', async () => {
  const worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  const { id } = (await submit('<p>刷新中</p>')).json;
  await finished(api.url, id);
  await until('it to be closed', async () => (await ledgerReport()).totals.enriched === 1);
  await worker[Symbol.asyncDispose]();
  await send(`${api.url}/v1/articles/${id}/refresh`, { method: 'POST' });
  // As if it had ended long ago. The ledger never opens a recently closed entry again.
  await commands.del('tickerspan:{ledger}:recent');
  expect((await submit('<p>刷新中</p>')).json).toMatchObject({ status: 'queued', duplicate: true });
  expect((await ledgerReport()).totals).toMatchObject({ accepted: 1, duplicates: 1, inFlight: 0 });
});

test('an article that cannot be recorded is refused, and is recorded when it is submitted again', async () => {
  await commands.set('tickerspan:{ledger}:open', 'in the way');
  // A key of the wrong type is not an outage: waiting does not help.
  expect((await submit('<p>账本</p>')).json).toMatchObject({ status: 500, code: 'store_refused' });
  await commands.del('tickerspan:{ledger}:open');
  expect((await submit('<p>账本</p>')).status).toBe(202);
  expect((await ledgerReport()).totals).toMatchObject({ accepted: 1, inFlight: 1, imbalance: 0 });
});

test('the ledger follows a job that is retried by hand', async () => {
  const { id } = (await submit('<p>手动</p>')).json;
  const text = `tickerspan:{${id}}:text`;
  await commands.rename(text, `${text}:away`);
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  await until('it to be closed', async () => (await ledgerReport()).totals.failed === 1);
  await commands.rename(`${text}:away`, text);
  const queue = new Queue(ENRICHMENT_QUEUE, { connection: commands, prefix: QUEUE_PREFIX });
  await until('the job to have failed', async () => (await queue.getJobState(id)) === 'failed');
  await (await queue.getJob(id))?.retry('failed');
  await until('it to be closed', async () => (await ledgerReport()).totals.enriched === 1);
  expect((await ledgerReport()).totals).toMatchObject({ accepted: 1, failed: 0, enriched: 1, inFlight: 0 });
  await queue.close();
});

test('each line of a bulk submission is recorded, and an invalid one is not', async () => {
  await postMany(api.url, 'application/x-ndjson', '{"html":"<p>a</p>"}\nnonsense\n{"html":"<p>b</p>"}');
  expect((await ledgerReport()).totals).toMatchObject({ accepted: 2, inFlight: 2, imbalance: 0 });
});

test('a source whose articles no longer contain mentions is reported in the ledger and as a metric', async () => {
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  const lines = (count: number, html: (serial: number) => string) =>
    Array.from({ length: count }, (_, serial) =>
      JSON.stringify({ html: html(serial), source: '新浪财经' }),
    ).join('\n');
  const span = '<span id="stock_sz000625">长安汽车</span>股份有限公司';
  await postMany(
    api.url,
    'application/x-ndjson',
    lines(40, (serial) => `<p>${serial}${span}、${span}</p>`),
  );
  await until('all to be enriched', async () => (await ledgerReport()).totals.enriched === 40);
  expect((await ledgerReport()).drifts).toEqual([]);
  await postMany(
    api.url,
    'application/x-ndjson',
    lines(15, (serial) => `<p>${serial}长安汽车股份有限公司</p>`),
  );
  await until('it to be reported', async () => (await ledgerReport()).drifts.length > 0);
  expect((await ledgerReport()).drifts).toMatchObject([
    { source: '新浪财经', dialect: 'sina', usual: 2, recent: 0 },
  ]);
  const { text } = await send(`${api.url}/metrics`);
  expect(text).toContain('tickerspan_drift_alarm{source="新浪财经",dialect="sina"} 1');
});

test.each([
  ['?from=yesterday', '/from'],
  ['?to=2026-13-45T00:00:00Z', '/to'],
  ['?from=2026-11-25T00:00:00Z&to=2026-11-24T00:00:00Z', '/from'],
  ['?from=2020-01-01T00:00:00Z', '/from'],
  ['?source=a&source=b', '/source'],
])('a ledger request with %s is refused, and the error names the parameter', async (query, pointer) => {
  const { status, json } = await send(`${api.url}/v1/ledger${query}`);
  expect([status, json.code, json.errors[0].pointer]).toEqual([400, 'invalid_request', pointer]);
});
