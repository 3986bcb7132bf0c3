import { rawRequest } from '../../support/raw-request.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

const SECRET = 'read-secret-00001';
const keys = [{ name: 'all', scopes: ['submit', 'read', 'operate'] as const, secret: SECRET }];

let redis: RedisServer;
/** An API without keys. */
let open: Api;
let guarded: Api;

beforeAll(async () => {
  redis = await startRedis();
  [open, guarded] = await Promise.all([startApi(redis.url), startApi(redis.url, { keys })]);
});

afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await guarded[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const ID = `a_${'a'.repeat(26)}`;
const ROUTES: readonly (readonly [route: string, headers?: string])[] = [
  ['GET /'],
  [`GET /articles/${ID}`],
  ['GET /web/page.css'],
  ['GET /docs'],
  ['GET /openapi.json'],
  ['GET /livez'],
  ['GET /readyz'],
  ['GET /metrics'],
  ['GET /admin/queues'],
  ['GET /admin/queues/api/queues'],
  ['GET /admin/failures'],
  ['GET /v1/articles'],
  ['GET /v1/articles', 'Accept: text/event-stream\r\n'],
  ['GET /v1/articles', 'Accept: application/rss+xml\r\n'],
  [`GET /v1/articles/${ID}`],
  ['GET /v1/quotes?tickers=sz000625'],
  ['HEAD /v1/articles'],
  ['OPTIONS /v1/articles'],
  [`DELETE /v1/articles/${ID}`],
  ['POST /v1/articles', 'Content-Type: text/html\r\nContent-Length: 8\r\n'],
  ['POST /v1/articles', 'Content-Type: application/x-ndjson\r\nContent-Length: 8\r\n'],
  ['GET /nothing'],
];

function ask({ url }: Api, [route, headers = '']: (typeof ROUTES)[number], hosts: string): Promise<string> {
  const [method = '', path = ''] = route.split(' ');
  const body = method === 'POST' ? '<p>x</p>' : '';
  return rawRequest(url, `${method} ${path} HTTP/1.1\r\n${hosts}${headers}Connection: close\r\n\r\n${body}`);
}

const statusOf = (answer: string): number => Number(answer.split(' ')[1]);

test.each([
  'evil.example',
  'evil.example:8080',
  'localhost.evil.example',
  'notlocalhost',
  '127.0.0.1.evil.example',
  '10.0.0.1',
  '0.0.0.0',
  '[::]',
  '[2001:db8::1]:8080',
])('an open API refuses a request for the host %s', async (host) => {
  for (const route of ROUTES) {
    const answer = await ask(open, route, `Host: ${host}\r\n`);
    expect([route, statusOf(answer)]).toEqual([route, 421]);
    if (!route[0].startsWith('HEAD')) expect(answer).toContain('host_not_allowed');
  }
});

test.each([
  'localhost',
  'LOCALHOST:1',
  'localhost.',
  'tickerspan.localhost:8080',
  '127.0.0.1',
  '127.8.9.10:80',
  '[::1]:8080',
  '[0:0:0:0:0:0:0:1]',
])('an open API serves a request for the host %s', async (host) => {
  const answer = await ask(open, ['GET /v1/articles'], `Host: ${host}\r\n`);
  expect(statusOf(answer)).toBe(200);
});

test('an open API checks the host in the request target, too', async () => {
  const targets = ['http://evil.example/v1/articles', 'http://evil.example?', 'HTTPS://EVIL.EXAMPLE/metrics'];
  for (const target of targets) {
    expect(statusOf(await ask(open, [`GET ${target}`], 'Host: localhost\r\n'))).toBe(421);
  }
  const own = await ask(open, ['GET http://localhost:1/livez'], 'Host: localhost\r\n');
  expect(statusOf(own)).toBe(200);
});

test('HTTP/1.0 needs no Host header, but a wrong one is refused', async () => {
  const answer = await rawRequest(
    open.url,
    'GET /v1/articles HTTP/1.0\r\nAccept: application/rss+xml\r\n\r\n',
  );
  expect(statusOf(answer)).toBe(200);
  expect(statusOf(await rawRequest(open.url, 'GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n'))).toBe(421);
});

test('with keys, every host is served', async () => {
  const authorization = `Authorization: Bearer ${SECRET}\r\n`;
  const answer = await ask(guarded, ['GET /v1/articles', authorization], 'Host: api.example:8443\r\n');
  expect(statusOf(answer)).toBe(200);
  expect(statusOf(await ask(guarded, ['GET /livez'], 'Host: my_service\r\n'))).toBe(200);
});

test.each([
  'a b',
  '[',
  '[]',
  '[::1',
  '[::g]',
  'x:99999',
  'x:y',
  'x:1:2',
  '',
  'user@localhost',
  'user:secret@localhost',
  'localhost/path',
  'localhost?x',
  'localhost#x',
  'local%68ost',
  'x\\y',
  '<script>',
  '1.2.3.4.5.6.7.8.256',
  '"x"',
  'localhost,evil.example',
  'é',
  'x'.repeat(5000),
])('every route refuses the malformed host %j', async (host) => {
  for (const api of [open, guarded]) {
    for (const route of ROUTES) {
      const answer = await ask(api, route, `Host: ${host}\r\n`);
      expect([route, statusOf(answer)]).toEqual([route, 400]);
    }
  }
});

test.each([
  ['two hosts', 'Host: localhost\r\nHost: localhost\r\n'],
  ['two hosts, one of them foreign', 'Host: localhost\r\nhost: evil.example\r\n'],
  ['two keys', `Host: localhost\r\nAuthorization: Bearer ${SECRET}\r\nAuthorization: Bearer x\r\n`],
  ['two media types', 'Host: localhost\r\nContent-Type: text/html\r\nContent-Type: application/json\r\n'],
  ['a malformed host in the target', 'Host: localhost\r\n'],
])('%s: refused on every route', async (what, headers) => {
  for (const [route, more = ''] of ROUTES) {
    const [method, path] = route.split(' ');
    const target = what.endsWith('target') ? `http://a:99999${path}` : path;
    const given = what === 'two media types' ? more.replace(/Content-Type.*\r\n/, '') : more;
    const answer = await ask(guarded, [`${method} ${target}`, given], headers);
    expect([route, statusOf(answer)]).toEqual([route, 400]);
  }
});

test('an unsupported transfer coding is refused before the body is read', async () => {
  for (const coding of ['gzip, chunked', 'chunked, chunked', 'identity, chunked', 'x, chunked']) {
    const headers = `Content-Type: text/html\r\nTransfer-Encoding: ${coding}\r\n`;
    const request = `POST /v1/articles HTTP/1.1\r\nHost: localhost\r\n${headers}Connection: close\r\n\r\n8\r\n<p>x</p>\r\n0\r\n\r\n`;
    expect([coding, statusOf(await rawRequest(open.url, request))]).toEqual([coding, 400]);
  }
});
