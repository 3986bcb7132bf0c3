import { Redis } from 'ioredis';
import { post, send } from '../../support/client.ts';
import { newWebhookSecret } from '../../support/start-delivery-worker.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

const secrets = [newWebhookSecret()];

let redis: RedisServer;
let client: Redis;

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
});

afterAll(async () => {
  client.disconnect();
  await redis[Symbol.asyncDispose]();
});

const submit = ({ url }: Api, callbackUrl: unknown, html = '<p>门</p>') =>
  post(url, 'application/json', JSON.stringify({ html, callbackUrl }));

test.each([
  ['http://127.0.0.1/', /public internet/],
  ['http://0x7f.1:6379/', /public internet/],
  ['http://169.254.169.254/latest/meta-data', /public internet/],
  ['http://[::1]:8080/', /public internet/],
  ['http://[::ffff:10.0.0.1]/', /public internet/],
  ['http://localhost/', /public internet/],
  ['https://example.com:22/hook?token=hunter2', /Port 22 is not allowed.*80, 443.*WEBHOOK_PORTS/],
  ['https://user:hunter2@example.com/', /credentials/],
  ['ftp://example.com/?token=hunter2', /http or https/],
  ['not a url', /a URL/],
  [17, /string/],
])('the callback %j is refused with a reason, and nothing is stored', async (callbackUrl, reason) => {
  await using api = await startApi(redis.url, { webhooks: { secrets, allowPrivate: false } });
  const { status, headers, json, text } = await submit(api, callbackUrl);
  expect([status, headers.get('content-type')]).toEqual([422, 'application/problem+json; charset=utf-8']);
  expect(json).toMatchObject({
    code: 'invalid_article',
    errors: [{ pointer: '/callbackUrl', detail: expect.stringMatching(reason) }],
  });
  expect(text).not.toContain('hunter2');
  expect(await client.keys('tickerspan:{a_*')).toEqual([]);
});

test('without a secret, a callback is refused with the name of the setting, and an article without one is accepted', async () => {
  await using api = await startApi(redis.url);
  const refused = await submit(api, 'https://example.com/');
  expect(refused).toMatchObject({
    status: 422,
    json: { errors: [{ pointer: '/callbackUrl', detail: expect.stringMatching(/WEBHOOK_SECRET/) }] },
  });
  expect((await submit(api, undefined)).status).toBe(202);
});

test.each(['', null])('a callback of %j counts as absent', async (callbackUrl) => {
  await using api = await startApi(redis.url, { webhooks: { secrets, allowPrivate: false } });
  const { status, json } = await submit(api, callbackUrl, `<p>没有回调 ${callbackUrl}</p>`);
  expect(status).toBe(202);
  expect(await client.exists(`tickerspan:{${json.id}}:callbacks`)).toBe(0);
});

test('a port that the operator allows is accepted', async () => {
  await using api = await startApi(redis.url, { webhooks: { secrets, allowPrivate: false, ports: [8443] } });
  expect((await submit(api, 'https://example.com:8443/')).status).toBe(202);
  expect((await submit(api, 'https://example.com:8444/')).status).toBe(422);
});

test('private addresses are accepted if they are allowed', async () => {
  await using api = await startApi(redis.url, { webhooks: { secrets, allowPrivate: true } });
  expect((await submit(api, 'http://127.0.0.1:8080/hook')).status).toBe(202);
});

test('explaining an article ignores its callback', async () => {
  await using api = await startApi(redis.url, { webhooks: { secrets, allowPrivate: true } });
  const body = JSON.stringify({ html: '<p>只解释</p>', callbackUrl: 'https://example.com/' });
  const explained = await send(`${api.url}/v1/explain`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  expect(explained.status).toBe(200);
  expect(await client.keys('{tickerspan}:delivery:msg_*')).toEqual([]);
});

describe('operator calls', () => {
  const keys = [
    { name: 'scraper', scopes: ['submit' as const, 'read' as const], secret: 'submit-secret-0001' },
    { name: 'operator', scopes: ['operate' as const], secret: 'operate-secret-01' },
  ];
  const calls = [
    ['GET', '/v1/webhooks', 200],
    ['POST', `/v1/webhooks/e_${'0'.repeat(24)}/enable`, 404],
    ['POST', `/v1/articles/a_${'a'.repeat(26)}/redeliver`, 404],
  ] as const;

  test.each(calls)('%s %s needs the scope operate', async (method, path, status) => {
    await using api = await startApi(redis.url, { keys });
    const as = (secret?: string) =>
      send(`${api.url}${path}`, {
        method,
        headers: secret === undefined ? {} : { Authorization: `Bearer ${secret}` },
      });
    expect((await as()).status).toBe(401);
    expect((await as('submit-secret-0001')).status).toBe(403);
    expect((await as('operate-secret-01')).status).toBe(status);
  });

  test('redelivering an article without callbacks delivers nothing', async () => {
    await using api = await startApi(redis.url);
    const { id } = (await submit(api, undefined, '<p>无人问</p>')).json;
    const again = await send(`${api.url}/v1/articles/${id}/redeliver`, { method: 'POST' });
    expect(again).toMatchObject({ status: 202, json: { id, revision: 1, deliveries: 0 } });
  });
});
