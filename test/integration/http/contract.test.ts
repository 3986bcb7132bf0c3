import { Redis } from 'ioredis';
import { type Exchange, startExchange } from '../../../simulator/exchange.ts';
import { ArticleStore } from '../../../src/articles/article-store.ts';
import { type Answer, finished, post, send } from '../../support/client.ts';
import { type OpenApi, type OpenApiChecker, openApiChecker } from '../../support/open-api-checker.ts';
import { POST } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, type RunningWorker, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

/** What is not driven here: a stream that does not end, and answers under load, which tests of their own hold. */
const ELSEWHERE = [/^get \/v1\/articles 200 text\/event-stream/, / 429/];
const isHere = (name: string) => !ELSEWHERE.some((pattern) => pattern.test(name));

const keys = [
  {
    name: 'all',
    scopes: ['submit' as const, 'read' as const, 'operate' as const],
    secret: 'all-scopes-secret',
  },
  { name: 'submit', scopes: ['submit' as const], secret: 'submit-secret-0009' },
  { name: 'read', scopes: ['read' as const], secret: 'read-secret-000009' },
];

let redis: RedisServer;
let exchange: Exchange;
let api: Api;
let small: Api;
let guarded: Api;
let worker: RunningWorker;
let document: OpenApi;
let checker: OpenApiChecker;
let enriched: string;
let expired: string;
let disposable: string[];

beforeAll(async () => {
  [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
  const quotesUrl = exchange.url;
  api = await startApi(redis.url, { quotesUrl });
  small = await startApi(redis.url, { maxBodyBytes: 1000, ttlSeconds: 1 });
  guarded = await startApi(redis.url, { keys });
  worker = await startWorker({ redisUrl: redis.url, quotesUrl });
  document = (await send(`${api.url}/openapi.json`)).json;
  checker = openApiChecker(document);
  enriched = (await post(api.url, 'text/markdown', POST)).json.id;
  expired = (await post(small.url, 'text/html', '<p>短命</p>')).json.id;
  const spare = Array.from({ length: 6 }, (_, serial) => post(api.url, 'text/html', `<p>备用${serial}</p>`));
  disposable = (await Promise.all(spare)).map(({ json }) => json.id);
  await finished(api.url, enriched);
  await until(
    'an article to expire',
    async () => (await send(`${api.url}/v1/articles/${expired}`)).status === 410,
  );
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  for (const one of [api, small, guarded]) await one[Symbol.asyncDispose]();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

const NEVER_SEEN = `a_${'z'.repeat(26)}`;
const ANNOTATIONS = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"';
const SCHEMA = 'application/ld+json; profile="https://schema.org"';

interface Call {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly at?: Api;
}

/** Asks for an operation: its path as it is documented where the call names none. */
function ask(operation: string, { path, headers = {}, body, at = api }: Call = {}): Promise<Answer> {
  const [method = '', documented = ''] = operation.split(' ');
  const init = { method: method.toUpperCase(), headers, ...(body === undefined ? {} : { body }) };
  return send(at.url + (path ?? documented), init);
}

async function keepsTo(operation: string, answer: Answer, status?: number): Promise<void> {
  expect({ operation, fault: checker.faultOf(operation, answer) }).toEqual({ operation, fault: null });
  expect(answer.headers.get('x-request-id')).toMatch(/./);
  if (status !== undefined) expect([operation, answer.status]).toEqual([operation, status]);
}

/** A call of each operation that is answered with its first documented status. */
const PLAIN: Readonly<Record<string, () => Call>> = {
  'post /v1/articles': () => ({ headers: { 'Content-Type': 'text/html' }, body: `<p>${Math.random()}</p>` }),
  'get /v1/articles/{id}': () => ({ path: `/v1/articles/${enriched}` }),
  'get /v1/articles': () => ({ path: `/v1/articles?ids=${enriched},${NEVER_SEEN},${expired}` }),
  'post /v1/articles/{id}/refresh': () => ({ path: `/v1/articles/${enriched}/refresh` }),
  'delete /v1/articles/{id}': () => ({ path: `/v1/articles/${disposable.pop()}` }),
  'post /v1/explain': () => ({ headers: { 'Content-Type': 'text/markdown' }, body: POST }),
  'get /v1/quotes': () => ({ path: '/v1/quotes?tickers=sz000625,sh688688,fx_susdcny' }),
  'get /v1/ledger': () => ({}),
  'get /v1/failures': () => ({}),
  'get /openapi.json': () => ({}),
  'get /docs': () => ({}),
  'get /livez': () => ({}),
  'get /readyz': () => ({}),
  'get /metrics': () => ({}),
  'get /admin/queues': () => ({}),
};

test('the document is OpenAPI 3.1, its examples are what it says, and each of its calls is driven', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect([...checker.operations.keys()].sort()).toEqual(Object.keys(PLAIN).sort());
  for (const [name, { examples = [] }] of Object.entries(document.components.schemas)) {
    for (const example of examples) expect([name, checker.faultIn(name, example)]).toEqual([name, null]);
  }
  expect(checker.faultIn('Submission', { html: 'a', markdown: 'b' })).not.toBeNull();
  expect(checker.faultIn('Result', { id: 'nonsense' })).not.toBeNull();
});

test.each(Object.keys(PLAIN).filter(isHere))('%s answers as it is documented', async (operation) => {
  const answer = await ask(operation, PLAIN[operation]?.());
  await keepsTo(operation, answer);
  expect(answer.status).toBeLessThan(300);
});

test('every documented form of a submission is taken with its own example', async () => {
  for (const operation of ['post /v1/articles', 'post /v1/explain']) {
    for (const [type, { example }] of Object.entries(
      checker.operations.get(operation)?.requestBody?.content ?? {},
    )) {
      if (/ndjson|rss|atom|feed/.test(type)) continue;
      const body = example ?? JSON.stringify(document.components.schemas.Submission?.examples?.[0]);
      const answer = await ask(operation, { headers: { 'Content-Type': type }, body });
      await keepsTo(operation, answer);
      expect([type, answer.status < 300]).toEqual([type, true]);
    }
  }
});

const ARTICLE = 'get /v1/articles/{id}';
const SUBMIT = 'post /v1/articles';
const LIST = 'get /v1/articles';
const REFRESH = 'post /v1/articles/{id}/refresh';
const json = { 'Content-Type': 'application/json' };

/** What else is documented: the answers, and what is asked for them. */
const CALLS: readonly (readonly [operation: string, status: number, call: () => Call])[] = [
  [SUBMIT, 200, () => ({ headers: { 'Content-Type': 'text/markdown' }, body: POST })],
  [SUBMIT, 200, () => ({ headers: { 'Content-Type': 'text/markdown', Prefer: 'wait=5' }, body: POST })],
  [SUBMIT, 400, () => ({ headers: json, body: '{' })],
  [SUBMIT, 413, () => ({ headers: json, body: 'x'.repeat(1001), at: small })],
  [SUBMIT, 415, () => ({ headers: { 'Content-Type': 'image/png' }, body: 'x' })],
  [SUBMIT, 422, () => ({ headers: json, body: '{"titel":1}' })],
  ['post /v1/explain', 400, () => ({ headers: json, body: '{' })],
  ['post /v1/explain', 413, () => ({ headers: json, body: 'x'.repeat(1001), at: small })],
  ['post /v1/explain', 415, () => ({ headers: { 'Content-Type': 'image/png' }, body: 'x' })],
  ['post /v1/explain', 422, () => ({ headers: json, body: '{"html":"a","x":1}' })],
  ...['text/html', 'text/markdown', ANNOTATIONS, SCHEMA].map(
    (Accept) => [ARTICLE, 200, () => ({ path: `/v1/articles/${enriched}`, headers: { Accept } })] as const,
  ),
  [ARTICLE, 304, () => ({ path: `/v1/articles/${enriched}`, headers: { 'If-None-Match': '*' } })],
  [ARTICLE, 400, () => ({ path: `/v1/articles/${enriched}`, headers: { Prefer: 'wait=x' } })],
  [ARTICLE, 404, () => ({ path: `/v1/articles/${NEVER_SEEN}` })],
  [ARTICLE, 406, () => ({ path: `/v1/articles/${enriched}`, headers: { Accept: 'image/png' } })],
  [ARTICLE, 410, () => ({ path: `/v1/articles/${expired}` })],
  ['get /v1/articles', 400, () => ({ path: '/v1/articles?ids=x' })],
  [
    SUBMIT,
    200,
    () => ({ headers: { 'Content-Type': 'application/x-ndjson' }, body: '{"html":"<p>行</p>"}\n{' }),
  ],
  ...['application/x-ndjson', 'application/feed+json', 'application/rss+xml'].map(
    (Accept) => [LIST, 200, () => ({ headers: { Accept } })] as const,
  ),
  [LIST, 200, () => ({})],
  [LIST, 400, () => ({ path: '/v1/articles?after=nonsense' })],
  [LIST, 406, () => ({ headers: { Accept: 'image/png' } })],
  [REFRESH, 404, () => ({ path: `/v1/articles/${NEVER_SEEN}/refresh` })],
  [REFRESH, 410, () => ({ path: `/v1/articles/${expired}/refresh` })],
  ['delete /v1/articles/{id}', 404, () => ({ path: `/v1/articles/${NEVER_SEEN}` })],
  ['get /v1/quotes', 400, () => ({ path: '/v1/quotes' })],
  ['get /v1/ledger', 400, () => ({ path: '/v1/ledger?from=yesterday' })],
];

test.each(CALLS)('%s answers %i as it is documented', async (operation, status, call) => {
  await keepsTo(operation, await ask(operation, call()), status);
});

test('an article that waits, and a failed one, are documented too', async () => {
  await worker[Symbol.asyncDispose]();
  const { json: receipt } = await post(api.url, 'text/html', '<p>排队中</p>');
  await keepsTo(ARTICLE, await ask(ARTICLE, { path: receipt.url }), 202);
  const client = new Redis(redis.url);
  await new ArticleStore(client, { ttlSeconds: 60 }).saveFailure(receipt.id, {
    code: 'internal',
    detail: 'broken',
  });
  client.disconnect();
  await keepsTo(ARTICLE, await ask(ARTICLE, { path: receipt.url }), 200);
});

test('each call that needs a key turns away who has none or the wrong one', async () => {
  for (const [operation, { security }] of checker.operations) {
    const scope = security[0]?.key?.[0];
    if (scope === undefined || !isHere(operation)) continue;
    const call = { ...PLAIN[operation]?.(), at: guarded };
    await keepsTo(operation, await ask(operation, call), 401);
    const wrong = scope === 'submit' ? 'read-secret-000009' : 'submit-secret-0009';
    const as = (secret: string) => ({
      ...call,
      headers: { ...call.headers, Authorization: `Bearer ${secret}` },
    });
    await keepsTo(operation, await ask(operation, as(wrong)), 403);
    expect((await ask(operation, as('all-scopes-secret'))).status).toBeLessThan(300);
  }
});

test('each call that needs Redis says when it is away', async () => {
  await redis.kill();
  for (const [operation, { responses }] of checker.operations) {
    if (!('503' in responses) || !isHere(operation)) continue;
    await keepsTo(operation, await ask(operation, PLAIN[operation]?.()), 503);
  }
  await redis.restart();
  await until('every API to have its Redis back', async () => {
    const answers = await Promise.all([api, small, guarded].map(({ url }) => send(`${url}/readyz`)));
    return answers.every(({ status }) => status === 200);
  });
});

test('no answer is documented that was not given', () => {
  expect(checker.unseen().filter(isHere)).toEqual([]);
});
