import { Redis } from 'ioredis';
import { createDeliveryQueue } from '../../../src/webhooks/delivery-queue.ts';
import { post, send } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

const keys = [
  { name: 'operator', scopes: ['operate' as const, 'submit' as const], secret: 'operate-secret-01' },
];
const basic = { Authorization: `Basic ${Buffer.from('anyone:operate-secret-01').toString('base64')}` };
const bearer = { Authorization: 'Bearer operate-secret-01' };

let redis: RedisServer;
let readOnly: Api;
let readWrite: Api;
let open: Api;
let commands: Redis;

beforeAll(async () => {
  redis = await startRedis();
  readOnly = await startApi(redis.url, { keys });
  readWrite = await startApi(redis.url, { keys, adminReadWrite: true });
  open = await startApi(redis.url, { adminReadWrite: true });
  commands = new Redis(redis.url);
});

afterAll(async () => {
  commands.disconnect();
  for (const api of [readOnly, readWrite, open]) await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const isPaused = async (): Promise<boolean> =>
  (await commands.hexists('{tickerspan}:enrichment:meta', 'paused')) === 1;
const put = (api: Api, what: string, headers: Record<string, string>) =>
  send(`${api.url}/admin/queues/api/queues/enrichment/${what}`, { method: 'PUT', headers });

async function shownQueue(name: string) {
  const path = `/admin/queues/api/queues?activeQueue=${name}&page=1&status=latest`;
  const { queues } = (await send(readOnly.url + path, { headers: basic })).json;
  return queues.find((queue: { name: string }) => queue.name === name);
}

test('both queues have a description, and each job links to its article', async () => {
  const { id } = (await post(readOnly.url, 'text/html', '<p>机密正文</p>', bearer)).json;
  const deliveries = createDeliveryQueue(commands, () => {});
  await deliveries.add({ article: id, revision: 1, delivery: `msg_${'0'.repeat(32)}` });
  await deliveries.close();
  for (const name of ['enrichment', 'delivery']) {
    const queue = await shownQueue(name);
    expect(queue.description).toMatch(/^[A-Z].{10,}/);
    expect(queue.jobs[0].externalUrl).toEqual({ displayText: 'Article', href: `/articles/${id}` });
    expect(JSON.stringify(queue)).not.toContain('机密正文');
  }
});

test('the dashboard may load only what this service serves', async () => {
  const page = await send(`${readOnly.url}/admin/queues`, { headers: basic });
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none';script-src 'self';/);
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.text).toContain('"url":"/admin/failures"');
});

test('by default nobody can change anything on the dashboard', async () => {
  const { status } = await put(readOnly, 'pause', { ...basic, 'Sec-Fetch-Site': 'same-origin' });
  expect([status, await isPaused()]).toEqual([405, false]);
});

const ELSEWHERE = 'https://elsewhere.example';

describe('a page of another site cannot make a browser change anything', () => {
  test.each([
    ['from another site', { 'Sec-Fetch-Site': 'cross-site', Origin: ELSEWHERE }],
    ['from another origin of the same site', { 'Sec-Fetch-Site': 'same-site' }],
    ['with an unknown Sec-Fetch-Site', { 'Sec-Fetch-Site': 'nonsense' }],
    ['with an empty Sec-Fetch-Site', { 'Sec-Fetch-Site': '' }],
    ['from another site with our own origin', { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://{host}' }],
    ['from another origin', { Origin: ELSEWHERE }],
    ['from a sandboxed frame', { Origin: 'null' }],
    ['from another port', { Origin: 'http://127.0.0.1:1' }],
    ['from a host that begins like ours', { Origin: 'http://{host}.elsewhere.example' }],
    ['from a host that ends like ours', { Origin: 'http://elsewhere.example/{host}' }],
    ['with an empty origin', { Origin: '' }],
    ['from a file', { Origin: 'file://' }],
  ])('a request %s', async (_what, sent) => {
    for (const api of [readWrite, open]) {
      const headers = headersFor(api, sent);
      const answer = await put(api, 'pause', { ...basic, ...headers });
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer).toMatchObject({ status: 403, json: { code: 'cross_site', status: 403 } });
      expect(await isPaused()).toBe(false);
    }
  });

  test.each([
    ['PUT', '/admin/queues/api/queues/pause'],
    ['POST', '/admin/queues/api/queues/enrichment/add'],
    ['PATCH', '/admin/queues/api/queues/enrichment/1/update-data'],
    ['DELETE', '/admin/queues'],
    ['POST', '/admin/failures'],
    ['POST', '/v1/articles'],
    ['POST', `/v1/articles/a_${'a'.repeat(26)}/refresh`],
    ['DELETE', `/v1/articles/a_${'a'.repeat(26)}`],
    ['POST', '/v1/webhooks/x/enable'],
  ])('%s %s', async (method, path) => {
    const headers = { ...basic, Origin: ELSEWHERE };
    expect((await send(open.url + path, { method, headers })).json.code).toBe('cross_site');
  });
});

test.each([
  ['a page of the dashboard', { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://{host}' }],
  ['a page behind a proxy with another name', { 'Sec-Fetch-Site': 'same-origin', Origin: ELSEWHERE }],
  ['a user who typed the address', { 'Sec-Fetch-Site': 'none' }],
  ['a browser that sends only the origin', { Origin: 'http://{host}' }],
  ['a client that is not a browser', {}],
])('%s may change what the key allows', async (_what, sent) => {
  for (const step of ['pause', 'resume']) {
    const answer = await put(readWrite, step, { ...basic, ...headersFor(readWrite, sent) });
    expect([answer.status, await isPaused()]).toEqual([200, step === 'pause']);
  }
});

test('a link on another site can lead to the dashboard', async () => {
  const headers = { ...basic, 'Sec-Fetch-Site': 'cross-site' };
  expect((await send(`${readOnly.url}/admin/queues`, { headers })).status).toBe(200);
});

/** Returns the headers with `{host}` replaced by the API's own host. */
function headersFor({ url }: Api, headers: Readonly<Record<string, string>>): Record<string, string> {
  const { host } = new URL(url);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace('{host}', host)]),
  );
}
