import { send } from '../../support/client.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

let redis: RedisServer;
let api: Api;

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url);
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

async function statusOf(path: string, method = 'GET'): Promise<number> {
  const request = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
  return Number((await rawRequest(api.url, request)).split(' ')[1]);
}

test('a path is accepted in one spelling only', async () => {
  const paths = [
    '/metrics',
    '/readyz',
    '/livez',
    '/admin/failures',
    '/docs',
    '/openapi.json',
    '/v1/articles',
  ];
  for (const path of paths) {
    const [first = '', ...rest] = path.slice(1);
    const others = [
      path.toUpperCase(),
      `/${first.toUpperCase()}${rest.join('')}`,
      `${path}/`,
      `${path}//`,
      `/${path}`,
      `/.${path}`,
      `/x/..${path}`,
      `${path}/.`,
      `${path};x`,
      `${path}%20`,
      `${path}%00`,
      `${path}%2f`,
      `/%${first.charCodeAt(0).toString(16)}${rest.join('')}`,
      path.replace(/^\//, '/%2f'),
    ];
    expect([path, await statusOf(path)]).toEqual([path, 200]);
    for (const other of others) expect([other, await statusOf(other)]).toEqual([other, 404]);
  }
});

test('the dashboard is served at one spelling only, too', async () => {
  expect(await statusOf('/admin/queues')).toBe(200);
  expect(await statusOf('/admin/queues/')).toBe(200);
  expect(await statusOf('/admin/queues/api/queues')).toBe(200);
  for (const path of [
    '/ADMIN/queues',
    '/Admin/failures',
    '/admin/QUEUES',
    '/admin/Failures',
    '/admin/queues/Queue/enrichment',
    '//admin/queues',
    '/admin//queues',
    '/%61dmin/queues',
  ])
    expect([path, await statusOf(path)]).toEqual([path, 404]);
});

test('unescaped special characters in a path are refused', async () => {
  for (const path of ['/\\metrics', '/metrics|', '/metrics\f', '/metrics\t', '/"metrics"', '/metrics%', '/é'])
    expect([path, await statusOf(path)]).toEqual([path, 400]);
});

test('a 404 for another spelling says that paths are case-sensitive', async () => {
  for (const path of ['/v1/articles/', '/V1/Articles', '/METRICS']) {
    const { status, json } = await send(api.url + path);
    expect({ status, ...json }).toMatchObject({ status: 404, code: 'not_found' });
    expect(json.detail).toMatch(/case-sensitive/);
  }
  expect((await send(`${api.url}/nothing`)).json.detail).not.toMatch(/case-sensitive/);
});
