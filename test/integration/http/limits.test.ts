import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SERVER_OPTIONS } from '../../../src/http/server-options.ts';
import { post, send } from '../../support/client.ts';
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

afterEach(async () => {
  const alive = await send(`${api.url}/livez`);
  expect(alive.status).toBe(200);
});

const headers = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, serial) => [`X-${serial}`, 'x']));

test('a request may have up to a hundred headers', async () => {
  expect((await send(`${api.url}/livez`, { headers: headers(80) })).status).toBe(200);
  const answer = await send(`${api.url}/livez`, { headers: headers(101) });
  expect(answer).toMatchObject({ status: 431, json: { code: 'headers_too_large', status: 431 } });
});

test.each([
  ['thousands of empty headers', `${'a:\r\n'.repeat(2500)}`],
  ['one very long header', `X-Long: ${'x'.repeat(20_000)}\r\n`],
  ['one very long header name', `${'x'.repeat(20_000)}: x\r\n`],
])('%s: refused with 431', async (_what, lines) => {
  const request = `GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}\r\n`;
  expect(await rawRequest(api.url, request)).toMatch(/^HTTP\/1\.1 431 /);
});

test.each([
  ['a path', `/${'x'.repeat(15_000)}`, 404],
  ['a path with many segments', `/${'a/'.repeat(7000)}`, 404],
  ['an id', `/v1/articles/${'x'.repeat(15_000)}`, 404],
  ['a cursor', `/v1/articles?after=${'9'.repeat(15_000)}`, 400],
  ['tickers', `/v1/quotes?tickers=${'sz000625,'.repeat(1600)}`, 400],
  ['a list of parameters', `/v1/quotes?${'a=b&'.repeat(3500)}`, 400],
  ['a chain of brackets', `/v1/quotes?a${'[x]'.repeat(4000)}=b`, 400],
  ['a URL over the limit', `/${'x'.repeat(20_000)}`, 431],
])('%s of extreme length is answered', async (_what, path, status) => {
  expect((await send(api.url + path)).status).toBe(status);
});

test.each([
  ['not HTTP', 'nonsense\r\n\r\n'],
  ['another version', 'GET / HTTP/9.9\r\n\r\n'],
  ['no host', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n'],
  [
    'two content lengths',
    'POST /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
  ],
  [
    'a content length and chunks',
    'POST /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a line end in a header', 'GET /livez HTTP/1.1\r\nHost: x\r\nX-Bad: a\nb\r\n\r\n'],
  ['NUL in a header', 'GET /livez HTTP/1.1\r\nHost: x\r\nX-Bad: a\0b\r\n\r\n'],
  ['an invalid path', 'GET livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
])('%s: refused', async (_what, request) => {
  expect(await rawRequest(api.url, request)).toMatch(/^HTTP\/1\.1 4\d\d /);
});

test('headers that do not arrive before the timeout are refused', async () => {
  const server = createServer({ ...SERVER_OPTIONS, headersTimeout: 50, connectionsCheckingInterval: 10 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await rawRequest(url, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408 /);
  server.close();
  await once(server, 'close');
});

const DEEP = 200_000;
const deepJson = `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`;
const deepObject = `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`;
const deepYaml = (opening: string) => `---\na: ${opening.repeat(DEEP)}\n---\n<p>x</p>`;
/** Ten aliases of ten aliases of …: a billion words if they were expanded. */
const aliases = Array.from({ length: 9 }, (_, serial) => {
  const entries = Array(10).fill(serial === 0 ? 'x' : `*a${serial - 1}`);
  return `a${serial}: &a${serial} [${entries.join(', ')}]`;
});

test.each([
  ['JSON instead of a text', 'application/json', `{"html":${deepJson}}`],
  ['JSON in an unknown field', 'application/json', `{"html":"a","b":${deepObject}}`],
  ['JSON that is cut off', 'application/json', '['.repeat(DEEP)],
  ['front matter', 'text/markdown', deepYaml('[')],
  ['front matter of objects', 'text/markdown', deepYaml('{a: ')],
  ['front matter of lists', 'text/markdown', deepYaml('- ')],
  ['front matter of aliases', 'text/markdown', `---\n${aliases.join('\n')}\n---\n<p>x</p>`],
  ['markup', 'text/html', '<div>'.repeat(DEEP)],
  ['markup that is closed', 'text/html', `${'<b>'.repeat(DEEP)}x${'</b>'.repeat(DEEP)}`],
  ['a whole page', 'text/html', `<!doctype html><html><body>${'<div>'.repeat(DEEP)}x</body></html>`],
])('%s of any depth is accepted or refused, and never an internal error', async (_what, type, body) => {
  const { status, json } = await post(api.url, type, body);
  expect({ status, code: json.code }).not.toMatchObject({ code: 'internal' });
  expect([202, 400, 413, 422]).toContain(status);
});

test.each([
  ['a line', 'application/x-ndjson', `{"html":${deepJson}}\n{"html":"<p>x</p>"}`],
  [
    'a JSON feed',
    'application/feed+json',
    `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","content_html":${deepJson}}]}`,
  ],
  ['an XML feed', 'application/rss+xml', `<rss><channel><item><description>${'<a>'.repeat(DEEP)}`],
])('%s of any depth is never an internal error', async (_what, type, body) => {
  const { status, text } = await post(api.url, type, body);
  expect([200, 400]).toContain(status);
  expect(text).not.toContain('"internal"');
});
