import { tencentRow } from '../support/build.ts';
import { finished, post, send } from '../support/client.ts';
import { POST } from '../support/posts.ts';
import { type CollectedSpan, startCollector } from '../support/start-collector.ts';
import { newWebhookSecret } from '../support/start-delivery-worker.ts';
import { startApiProcess, startWorkerProcess } from '../support/start-process.ts';
import { startProviderStub } from '../support/start-provider-stub.ts';
import { startReceiver } from '../support/start-receiver.ts';
import { freePort, type RedisServer, startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const KEY = 'hunter2hunter2hunter2';
const COLLECTOR_KEY = 'collector-hunter2';

let redis: RedisServer;
let port: number;
let url: string;

beforeEach(async () => {
  [redis, port] = await Promise.all([startRedis(), freePort()]);
  url = `http://127.0.0.1:${port}`;
});

afterEach(() => redis[Symbol.asyncDispose]());

const startProvider = () =>
  startProviderStub(({ path }) =>
    path.startsWith('/utf8/q=') ? tencentRow('sz000625', { 3: '10.52' }) : { status: 404 },
  );

function traceOf(spans: readonly CollectedSpan[]) {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  /** Returns the names of a span and of its ancestors, with the root of the trace at the end. */
  const lineage = ({ name, parentSpanId = '' }: CollectedSpan): readonly string[] => {
    const parent = byId.get(parentSpanId);
    return [name, ...(parent ? lineage(parent) : [parentSpanId])];
  };
  const named = (name: string): CollectedSpan => {
    const found = spans.filter((span) => span.name === name);
    expect(found.map(({ name }) => name)).toEqual([name]);
    return found[0] as CollectedSpan;
  };
  return { lineage: (name: string) => lineage(named(name)), named };
}

test('a trace extends from its caller through the API, the job and the provider to the webhook receiver', async () => {
  await using collector = await startCollector();
  await using provider = await startProvider();
  await using receiver = await startReceiver();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${COLLECTOR_KEY}`,
    WEBHOOK_SECRET: newWebhookSecret(),
    WEBHOOK_ALLOW_PRIVATE: 'true',
    API_KEYS: `feed:submit+read:${KEY}`,
  };
  await using api = await startApiProcess(redis.url, port, env);
  await using worker = await startWorkerProcess(redis.url, provider.url, env);
  const { id } = (
    await post(
      url,
      'application/json',
      JSON.stringify({ markdown: POST, callbackUrl: `${receiver.url}/hook-path?token=hunter2` }),
      {
        Authorization: `Bearer ${KEY}`,
        traceparent: `00-${TRACE}-${CALLER}-01`,
        tracestate: 'vendor=hunter2',
      },
    )
  ).json;
  const webhook = await until('the webhook', () => receiver.received[0]);
  for (const last of ['POST /v1/articles', 'process enrichment', 'process delivery'])
    await until(`the span ${last}`, () => collector.spans.some(({ name }) => name === last));

  expect(collector.spans.filter(({ traceId }) => traceId !== TRACE)).toEqual([]);
  const { lineage, named } = traceOf(collector.spans);
  const request = ['POST /v1/articles', CALLER];
  const job = ['process enrichment', 'add enrichment.enrich', ...request];
  const delivery = ['process delivery', 'add delivery.deliver', ...job];
  expect(lineage('add enrichment.enrich')).toEqual(['add enrichment.enrich', ...request]);
  for (const step of ['read', 'enrich', 'save', 'append to feed', 'complete enrichment'])
    expect(lineage(step)).toEqual([step, ...job]);
  expect(lineage('ask tencent')).toEqual(['ask tencent', 'enrich', ...job]);
  expect(lineage('ask tencent-history')).toEqual(['ask tencent-history', 'enrich', ...job]);
  expect(lineage('POST webhook')).toEqual(['POST webhook', ...delivery]);
  expect(named('POST /v1/articles')).toMatchObject({
    service: 'tickerspan-api',
    kind: 'server',
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/v1/articles',
      'http.response.status_code': 202,
    },
    hasFailed: false,
  });
  expect(named('process enrichment')).toMatchObject({
    service: 'tickerspan-worker',
    kind: 'consumer',
    attributes: { 'bullmq.job.id': id },
    hasFailed: false,
  });
  expect(named('enrich').attributes).toMatchObject({ 'tickerspan.mentions': 2, 'tickerspan.companies': 1 });
  expect(named('ask tencent')).toMatchObject({
    kind: 'client',
    attributes: { 'tickerspan.provider': 'tencent', 'tickerspan.tickers': 1 },
    hasFailed: false,
  });
  expect(named('ask tencent-history')).toMatchObject({
    attributes: { 'error.type': 'provider_answer_invalid' },
    hasFailed: true,
  });
  expect(named('POST webhook')).toMatchObject({
    kind: 'client',
    attributes: { 'server.address': '127.0.0.1', 'http.response.status_code': 204 },
  });

  // The receiver gets a traceparent, but a provider does not. The tracestate of vendors is not
  // passed on.
  expect(webhook.headers.traceparent).toBe(`00-${TRACE}-${named('POST webhook').spanId}-01`);
  expect(webhook.headers.tracestate).toBeUndefined();
  expect(provider.requests.length).toBeGreaterThan(1);
  for (const { headers } of provider.requests) expect(Object.keys(headers).join()).not.toMatch(/trace/);

  expect(collector.requests[0]).toMatchObject({
    path: '/v1/traces',
    headers: { authorization: `Bearer ${COLLECTOR_KEY}` },
  });
  expect(collector.bodies.join('')).not.toMatch(/hunter2|hook-path|长安汽车|车展侧记|whsec_|10\.52/);
  expect([...api.log, ...worker.log].join('')).not.toMatch(/hunter2/);
  for (const line of ['"msg":"answered"', '"msg":"webhook delivered"'])
    expect([...api.log, ...worker.log].find((text) => text.includes(line))).toContain(`"traceId":"${TRACE}"`);
});

/**
 * Prints at exit how many OpenTelemetry modules the process has loaded. Its API does not count:
 * prom-client loads it too, and it does nothing by itself.
 */
const TELLING_MODULES = `data:text/javascript,${encodeURIComponent(`
import Module from 'node:module';
process.on('exit', () => {
  const files = Object.keys(Module._cache);
  const ours = files.filter((file) => /opentelemetry\\/(?!api\\/)|bullmq-otel/.test(file));
  process.stdout.write('loaded ' + ours.length + ' of ' + files.length + '\\n');
});`)}`;

test.each([
  [
    'without a collector, no spans are sent, OpenTelemetry is not loaded and receivers get no traceparent',
    false,
  ],
  ['with a collector, OpenTelemetry sends spans to its address, and receivers get a traceparent', true],
])('%s', async (_what, isTraced) => {
  await using collector = await startCollector();
  await using provider = await startProvider();
  await using receiver = await startReceiver();
  const env = {
    WEBHOOK_SECRET: newWebhookSecret(),
    WEBHOOK_ALLOW_PRIVATE: 'true',
    NODE_OPTIONS: `--import=${TELLING_MODULES}`,
    ...(isTraced ? { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/elsewhere` } : {}),
  };
  await using api = await startApiProcess(redis.url, port, env);
  await using worker = await startWorkerProcess(redis.url, provider.url, env);
  const body = JSON.stringify({ markdown: POST, callbackUrl: receiver.url });
  await post(url, 'application/json', body, { traceparent: `00-${TRACE}-${CALLER}-01` });
  const webhook = await until('the webhook', () => receiver.received[0]);
  expect(webhook.headers.traceparent !== undefined).toBe(isTraced);
  for (const running of [api, worker]) {
    expect(await running.end('SIGTERM')).toBe(0);
    const loaded = await until('its last log line', () =>
      running.log.map((line) => /^loaded (\d+) of (\d+)$/.exec(line)).find((found) => found !== null),
    );
    expect(Number(loaded[2])).toBeGreaterThan(100);
    expect(Number(loaded[1]) > 0).toBe(isTraced);
  }
  expect(new Set(collector.requests.map(({ path }) => path))).toEqual(
    new Set(isTraced ? ['/elsewhere'] : []),
  );
});

test('a collector that hangs or is away delays no article, and no shutdown beyond the grace period', async () => {
  await using collector = await startCollector();
  collector.hang();
  await using provider = await startProvider();
  const grace = { SHUTDOWN_GRACE_MS: '1500' };
  await using api = await startApiProcess(redis.url, port, {
    ...grace,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
  });
  await using worker = await startWorkerProcess(redis.url, provider.url, {
    ...grace,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const { id } = (await post(url, 'text/markdown', POST)).json;
  expect((await finished(url, id)).json.status).toBe('enriched');
  await until('spans to be sent', () => collector.requests.length > 0);
  await until('a failure to be logged', () => api.log.find((line) => line.includes('could not send traces')));
  expect((await send(`${url}/readyz`)).status).toBe(200);
  for (const running of [api, worker]) expect(await running.end('SIGTERM')).toBe(0);
  // The shutdown grace period ended before the timeout of the collector.
  expect(worker.log.join('')).not.toContain('the collector does not answer');
  expect(api.log.filter((line) => line.includes('could not send traces'))).toHaveLength(1);
});
