import type { Tracing } from '../../../src/telemetry/trace.ts';
import { startTracing } from '../../../src/telemetry/tracing.ts';
import { finished, post, send } from '../../support/client.ts';
import { postMany } from '../../support/lines.ts';
import { type Collector, startCollector } from '../../support/start-collector.ts';
import { newWebhookSecret, startDeliveryWorker } from '../../support/start-delivery-worker.ts';
import { startReceiver } from '../../support/start-receiver.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type StartApiOptions, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const SAMPLED = { traceparent: `00-${TRACE}-${PARENT}-01` };
const UNREACHABLE_URL = 'http://127.0.0.1:9';

let redis: RedisServer;
let collector: Collector;
let tracing: Tracing;
let failures: string[];

beforeEach(async () => {
  failures = [];
  [redis, collector] = await Promise.all([startRedis(), startCollector()]);
  tracing = await begin(1);
});

afterEach(async () => {
  await tracing.stop();
  await collector[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  expect(failures).toEqual([]);
});

const begin = (ratio: number): Promise<Tracing> =>
  startTracing({
    url: `${collector.url}/v1/traces`,
    headers: {},
    ratio,
    service: 'test',
    gatherMs: 20,
    onFailure: (reason) => failures.push(reason),
  });

const start = (settings: StartApiOptions & { readonly keys?: never } = {}) =>
  startApi(redis.url, { ...settings, tracing });

const named = (name: string) => collector.spans.filter((span) => span.name === name);
const spanNamed = (name: string) => until(`the span ${name}`, () => named(name)[0]);

test.each([
  ['no version', `${TRACE}-${PARENT}-01`],
  ['an invalid version', `ff-${TRACE}-${PARENT}-01`],
  ['an all-zero trace id', `00-${'0'.repeat(32)}-${PARENT}-01`],
  ['an all-zero span id', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['upper-case letters', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
  ['more fields than version 00', `00-${TRACE}-${PARENT}-01-more`],
  ['two values', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
  ['12,000 extra characters', `00-${TRACE}-${PARENT}-${'01'.repeat(6000)}`],
  ['markup', '<script>alert(1)</script>'],
])('a traceparent with %s starts a new trace', async (_what, traceparent) => {
  await using api = await start();
  expect((await send(`${api.url}/v1/articles?limit=1`, { headers: { traceparent } })).status).toBe(200);
  const span = await spanNamed('GET /v1/articles');
  expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(span.traceId).not.toBe(TRACE);
  expect(span.parentSpanId).toBeUndefined();
});

test('a caller decides whether its trace is sampled, and the ratio decides about others', async () => {
  await tracing.stop();
  tracing = await begin(0);
  await using api = await start();
  await send(`${api.url}/v1/articles`);
  await send(`${api.url}/v1/ledger`, { headers: { traceparent: `00-${TRACE}-${PARENT}-00` } });
  await send(`${api.url}/openapi.json`, { headers: SAMPLED });
  expect(await spanNamed('GET /openapi.json')).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
  expect(collector.spans).toHaveLength(1);
});

test('spans are named by route, without ids and queries, and health checks are not traced', async () => {
  await using api = await start();
  const id = `a_${'a'.repeat(26)}`;
  for (const path of ['/livez', '/readyz', '/metrics', '/admin/queues/']) await send(api.url + path);
  await send(`${api.url}/v1/articles/${id}?token=hunter2`);
  await send(`${api.url}/nowhere/hunter2`, { method: 'PROPFIND' });
  expect((await spanNamed('GET /v1/articles/:id')).attributes).toEqual({
    'http.request.method': 'GET',
    'http.route': '/v1/articles/:id',
    'http.response.status_code': 400,
  });
  expect((await spanNamed('other')).attributes).toEqual({
    'http.request.method': 'other',
    'http.response.status_code': 404,
  });
  expect(collector.spans).toHaveLength(2);
  expect(collector.bodies.join('')).not.toMatch(new RegExp(`hunter2|${id}`));
});

test('the span of a failed request has an error', async () => {
  await using api = await start();
  await redis.kill();
  await until('it to be known', async () => (await send(`${api.url}/readyz`)).status === 503);
  expect((await send(`${api.url}/v1/articles`)).status).toBe(503);
  expect(await spanNamed('GET /v1/articles')).toMatchObject({
    attributes: { 'http.response.status_code': 503, 'error.type': '503' },
    hasFailed: true,
  });
});

test('a bulk request is one trace, and the spans of all its jobs are below the request', async () => {
  await using api = await start();
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: UNREACHABLE_URL, tracing });
  const lines = Array.from({ length: 200 }, (_, line) => JSON.stringify({ html: `<p>${line}</p>` }));
  await postMany(api.url, 'application/x-ndjson', lines.join('\n'), SAMPLED);
  await until('all jobs', () => named('process enrichment').length === 200);
  const request = await spanNamed('POST /v1/articles');
  expect(request).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
  const added = named('add enrichment.enrich');
  expect(added).toHaveLength(200);
  expect(new Set(added.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([request.spanId]));
  // A worker that polls for jobs creates no traces.
  expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
});

test('the span of a failed webhook has an error, and the next attempt is in the same trace', async () => {
  await using receiver = await startReceiver();
  receiver.answer(() => (receiver.received.length === 1 ? 500 : 204));
  const signing = { secrets: [newWebhookSecret()], allowPrivate: true };
  await using api = await start({ webhooks: signing });
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: UNREACHABLE_URL, tracing });
  await using _deliveries = await startDeliveryWorker(redis.url, { ...signing, tracing, scheduleMs: [0, 1] });
  const callbackUrl = `${receiver.url}/hunter2?token=hunter2`;
  const body = JSON.stringify({ html: '<p>再试</p>', callbackUrl });
  const { id } = (await post(api.url, 'application/json', body, SAMPLED)).json;
  await finished(api.url, id);
  await until('both attempts', () => named('process delivery').length === 2);
  expect(named('process delivery').map(({ hasFailed }) => hasFailed)).toEqual([true, false]);
  const attempts = named('POST webhook');
  expect(attempts.map(({ traceId, hasFailed }) => [traceId, hasFailed])).toEqual([
    [TRACE, true],
    [TRACE, false],
  ]);
  expect(attempts[0]?.attributes).toMatchObject({ 'http.response.status_code': 500, 'error.type': 'failed' });
  expect(receiver.received.map(({ headers }) => headers.traceparent)).toEqual(
    attempts.map(({ spanId }) => `00-${TRACE}-${spanId}-01`),
  );
  expect(collector.bodies.join('')).not.toMatch(/hunter2|the receiver answered/);
});

test('the spans of requested quotes are below the request, too', async () => {
  await using api = await start({ quotesUrl: UNREACHABLE_URL });
  await send(`${api.url}/v1/quotes?tickers=sz000625`);
  const request = await spanNamed('GET /v1/quotes');
  for (const provider of ['tencent', 'sina', 'eastmoney']) {
    expect(await spanNamed(`ask ${provider}`)).toMatchObject({
      parentSpanId: request.spanId,
      attributes: { 'error.type': 'provider_unavailable' },
      hasFailed: true,
    });
  }
});

test('stopping sends the remaining spans, and later spans are not recorded', async () => {
  await tracing.trace('last', {}, async () => {}, 'client');
  await tracing.stop();
  expect(collector.spans.map(({ name }) => name)).toEqual(['last']);
  expect(await tracing.trace('later', {}, async () => tracing.headers())).toEqual({});
});
