import { post, send } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

const keys = [
  { name: 'scraper', scopes: ['submit' as const], secret: 'submit-secret-0001' },
  { name: 'reader', scopes: ['read' as const], secret: 'read-secret-00001' },
  { name: 'operator', scopes: ['operate' as const], secret: 'operate-secret-01' },
];
const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });
const basic = (secret: string) => ({
  Authorization: `Basic ${Buffer.from(`anyone:${secret}`).toString('base64')}`,
});

let redis: RedisServer;
let api: Api;

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url, { keys });
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

test('with keys set, a request without a key or with a wrong one is refused', async () => {
  const without = await post(api.url, 'text/html', '<p>x</p>');
  expect(without).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
  expect(without.headers.get('www-authenticate')).toMatch(/Bearer/);
  expect((await post(api.url, 'text/html', '<p>x</p>', bearer('wrong'))).status).toBe(401);
  expect((await post(api.url, 'text/html', '<p>x</p>', { Authorization: 'Digest x' })).status).toBe(401);
});

test('a key allows only what its scopes include', async () => {
  const accepted = await post(api.url, 'text/html', '<p>x</p>', bearer('submit-secret-0001'));
  expect(accepted.status).toBe(202);
  const path = `${api.url}${accepted.json.url}`;
  expect((await send(path, { headers: bearer('read-secret-00001') })).status).toBe(202);
  const wrongScope = await send(path, { headers: bearer('submit-secret-0001') });
  expect(wrongScope).toMatchObject({ status: 403, json: { code: 'forbidden' } });
});

test('the dashboard asks the operator for HTTP Basic credentials, and shows no article text', async () => {
  expect((await send(`${api.url}/admin/queues`)).status).toBe(401);
  expect((await send(`${api.url}/admin/queues`, { headers: basic('read-secret-00001') })).status).toBe(403);
  const page = await send(`${api.url}/admin/queues/`, { headers: basic('operate-secret-01') });
  expect(page.status).toBe(200);
  expect(page.text).toContain('tickerspan');
  await post(api.url, 'text/html', '<p>机密正文</p>', bearer('submit-secret-0001'));
  const queues = await send(
    `${api.url}/admin/queues/api/queues?activeQueue=enrichment&page=1&status=latest`,
    {
      headers: basic('operate-secret-01'),
    },
  );
  expect(queues.json.queues[0]).toMatchObject({ name: 'enrichment', readOnlyMode: true });
  expect(queues.text).not.toContain('机密正文');
});

test('liveness and readiness need no key', async () => {
  expect((await send(`${api.url}/livez`)).json).toEqual({ status: 'alive' });
  expect((await send(`${api.url}/readyz`)).json).toEqual({
    status: 'ready',
    redis: 'reachable',
    warnings: [],
    providers: expect.objectContaining({ tencent: { state: 'closed' } }),
  });
});
