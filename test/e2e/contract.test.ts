import { Redis } from 'ioredis';
import { ArticleStore } from '../../src/articles/lifecycle/article-store.ts';
import { OPERATIONS, type OperationId } from '../../src/http/routes.ts';
import { type Answer, finished, post, send, sendUntil } from '../support/client.ts';
import { type Call, type Known, OTHER_CALLS, PLAIN_CALLS } from '../support/documented-calls.ts';
import { type OpenApi, type OpenApiChecker, openApiChecker } from '../support/open-api-checker.ts';
import { POST } from '../support/posts.ts';
import type { RunningProcess } from '../support/start-process.ts';
import { type System, startSystem } from '../support/start-system.ts';
import { until } from '../support/until.ts';

const SECRETS = { all: 'all-scopes-secret', submit: 'submit-secret-0009', read: 'read-secret-000009' };
const API_KEYS = `all:submit+read+operate:${SECRETS.all},submit:submit:${SECRETS.submit},read:read:${SECRETS.read}`;

let system: System;
let api: string;
/** The origin of an API that requires keys. */
let guarded: string;
/** The origin of an API that requires keys and allows each one request a minute. */
let limited: string;
let worker: RunningProcess;
let document: OpenApi;
let checker: OpenApiChecker;
let known: Known;

beforeAll(async () => {
  system = await startSystem();
  system.receiver.answer(({ path }) => (path === '/gone' ? 410 : 204));
  let small: string;
  [api, small, guarded, limited, worker] = await Promise.all([
    system.startApi(),
    system.startApi({ MAX_BODY_BYTES: '1000', ARTICLE_TTL_SECONDS: '1' }),
    system.startApi({ API_KEYS }),
    system.startApi({ API_KEYS, RATE_LIMIT_PER_MINUTE: '1' }),
    system.startWorker(),
  ]);
  document = (await send(`${api}/openapi.json`)).json;
  checker = openApiChecker(document);
  const taken = async (html: string, more = {}, at = api): Promise<string> =>
    (await post(at, 'application/json', JSON.stringify({ html, ...more }))).json.id;
  const expired = await taken('<p>短命</p>', {}, small);
  const { id: enriched } = (await post(api, 'text/markdown', POST)).json;
  const refreshed = await taken('<p>再来</p>');
  const disposable = await Promise.all(Array.from('1234567', (serial) => taken(`<p>备用${serial}</p>`)));
  for (const path of ['/taken', '/gone'])
    await taken(`<p>${path}</p>`, { callbackUrl: system.receiver.url + path });
  await finished(api, enriched);
  const isExpired = async () => (await send(`${api}/v1/articles/${expired}`)).status === 410;
  await until('an article to expire', isExpired);
  // One of them is disabled.
  const endpoint = await until('both endpoints to be known', async () => {
    const { endpoints } = (await send(`${api}/v1/webhooks`)).json;
    return endpoints.length === 2 && endpoints[0].state === 'disabled' && endpoints[0].id;
  });
  known = { enriched, expired, refreshed, disposable, endpoint, small };
});

afterAll(() => system[Symbol.asyncDispose]());

const OPERATION_IDS = Object.keys(OPERATIONS) as OperationId[];

/** Calls an operation. A stream is cut after its first event. */
function ask(operation: OperationId, call: Call = {}): Promise<Answer> {
  const { params = {}, query = '', headers = {}, body, at = api } = call;
  const { method, path } = OPERATIONS[operation];
  const filled = path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '');
  const init = { method: method.toUpperCase(), headers, ...(body === undefined ? {} : { body }) };
  return sendUntil((text) => /^data: .*\n\n/m.test(text), `${at}${filled}?${query}`, init);
}

const plain = (operation: OperationId): Call => PLAIN_CALLS[operation](known);

const documents = (operation: OperationId, status: string): boolean =>
  status in (checker.operations.get(operation)?.responses ?? {});

function withKey(operation: OperationId, secret: string, at: string): Call {
  const call = plain(operation);
  return { ...call, at, headers: { ...call.headers, Authorization: `Bearer ${secret}` } };
}

async function keepsTo(operation: OperationId, answer: Answer, status?: number): Promise<void> {
  expect({ operation, fault: checker.faultOf(operation, answer) }).toEqual({ operation, fault: null });
  expect(answer.headers.get('x-request-id')).toMatch(/./);
  if (status !== undefined) expect([operation, answer.status]).toEqual([operation, status]);
}

test('the document is OpenAPI 3.1, lists every operation, and its examples match its schemas', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect([...checker.operations.keys()].sort()).toEqual([...OPERATION_IDS].sort());
  for (const [name, { examples = [] }] of Object.entries(document.components.schemas)) {
    for (const example of examples) expect([name, checker.faultIn(name, example)]).toEqual([name, null]);
  }
  expect(checker.faultIn('Submission', { html: 'a', markdown: 'b' })).not.toBeNull();
  expect(checker.faultIn('Result', { id: 'nonsense' })).not.toBeNull();
});

test.each(OPERATION_IDS)('%s answers as documented', async (operation) => {
  const answer = await ask(operation, plain(operation));
  await keepsTo(operation, answer);
  expect(answer.status).toBeLessThan(300);
});

test('every documented form of a submission is accepted with its own example', async () => {
  for (const operation of ['submitArticles', 'explainArticle'] as const) {
    const forms = checker.operations.get(operation)?.requestBody?.content ?? {};
    for (const [type, { example }] of Object.entries(forms)) {
      const body = example ?? JSON.stringify(document.components.schemas.Submission?.examples?.[0]);
      const answer = await ask(operation, { headers: { 'Content-Type': type }, body });
      // An empty feed has an empty response.
      if (answer.text !== '') await keepsTo(operation, answer);
      expect([type, answer.status < 300]).toEqual([type, true]);
    }
  }
});

test('each call refuses an unknown query parameter', async () => {
  for (const operation of OPERATION_IDS.filter((one) => documents(one, '400'))) {
    const { query = '', ...call } = plain(operation);
    await keepsTo(operation, await ask(operation, { ...call, query: `${query}&nonsense=1` }), 400);
  }
});

test.each(OTHER_CALLS)('%s answers %i as documented', async (operation, status, askFor) => {
  await keepsTo(operation, await ask(operation, askFor(known)), status);
});

test('the documented responses include a pending article and a failed one', async () => {
  await worker.end('SIGTERM');
  const { json: receipt } = await post(api, 'text/html', '<p>排队中</p>');
  await keepsTo('getArticle', await ask('getArticle', { params: { id: receipt.id } }), 202);
  const client = new Redis(system.redis.url);
  const failure = { code: 'internal', detail: 'broken' };
  await new ArticleStore(client, { ttlSeconds: 60 }).saveFailure(receipt.id, failure);
  client.disconnect();
  await keepsTo('getArticle', await ask('getArticle', { params: { id: receipt.id } }), 200);
});

test('each call that needs a key refuses a request without one or with a wrong one', async () => {
  for (const operation of OPERATION_IDS) {
    const { scope } = OPERATIONS[operation];
    if (scope === null) continue;
    await keepsTo(operation, await ask(operation, { ...plain(operation), at: guarded }), 401);
    const wrong = scope === 'submit' ? SECRETS.read : SECRETS.submit;
    await keepsTo(operation, await ask(operation, withKey(operation, wrong, guarded)), 403);
    const answer = await ask(operation, withKey(operation, SECRETS.all, guarded));
    expect([operation, answer.status < 300]).toEqual([operation, true]);
  }
});

test('each call that counts against a key’s limit says when the limit resets', async () => {
  await ask('listArticles', withKey('listArticles', SECRETS.all, limited));
  for (const operation of OPERATION_IDS.filter((one) => documents(one, '429'))) {
    const answer = await ask(operation, withKey(operation, SECRETS.all, limited));
    await keepsTo(operation, answer, 429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('ratelimit')).toMatch(/r=0/);
  }
});

test('an explanation is refused as documented while too many others wait', async () => {
  const headers = { 'Content-Type': 'text/html' };
  const symbols = Array.from(
    { length: 100_000 },
    (_, serial) => `$${serial.toString(36).replace(/\d/g, 'Q').toUpperCase()}`,
  );
  const body = `<p>${symbols.join(' ')}</p>`;
  const answers = await Promise.all(
    Array.from({ length: 24 }, () => ask('explainArticle', { headers, body })),
  );
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) await keepsTo('explainArticle', answer);
});

/** Calls that answer 503 only because too many wait, and need no Redis. */
const WITHOUT_REDIS: readonly OperationId[] = ['explainArticle'];

test('each call that needs Redis answers 503 while Redis is away', async () => {
  await system.redis.kill();
  for (const operation of OPERATION_IDS) {
    if (documents(operation, '503') && !WITHOUT_REDIS.includes(operation))
      await keepsTo(operation, await ask(operation, plain(operation)), 503);
  }
});

test('every documented response was seen', () => {
  expect(checker.unseen()).toEqual([]);
});
