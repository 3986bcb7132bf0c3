import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { FEED_TYPES } from '../../../src/articles/parse-feed.ts';
import { LINE_TYPES } from '../../../src/articles/submissions/ndjson.ts';
import { post, send } from '../../support/client.ts';
import { postMany } from '../../support/lines.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

const SECRET = 'submit-secret-0001';

let redis: RedisServer;
let api: Api;
let guarded: Api;

beforeAll(async () => {
  redis = await startRedis();
  const keys = [{ name: 'scraper', scopes: ['submit' as const], secret: SECRET }];
  [api, guarded] = await Promise.all([startApi(redis.url), startApi(redis.url, { keys })]);
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await guarded[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

test.each([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonl',
  'application/jsonlines',
  'application/x-jsonlines',
  'text/x-ndjson',
  'Application/JSONL; charset=utf-8',
])('lines are accepted as %s, and compressed as x-gzip too', async (type) => {
  const lines = '{"html":"<p>一</p>"}\n{"html":"<p>二</p>"}';
  const plain = await postMany(api.url, type, lines);
  const encoding = { 'Content-Encoding': 'x-gzip' };
  const zipped = await postMany(api.url, type, new Uint8Array(gzipSync(lines)), encoding);
  expect(plain.map(({ line, status }) => [line, status])).toEqual([
    [1, 202],
    [2, 202],
  ]);
  expect(zipped.map(({ id }) => id)).toEqual(plain.map(({ id }) => id));
});

test('x-gzip also means gzip for one article', async () => {
  const body = new Uint8Array(gzipSync('<p>压缩</p>'));
  for (const encoding of ['x-gzip', 'X-GZIP', 'gzip'])
    expect((await post(api.url, 'text/html', body, { 'Content-Encoding': encoding })).status).toBe(202);
});

test('an unsupported type is answered with the supported ones', async () => {
  const taken = ['application/json', 'text/html', 'text/markdown', ...LINE_TYPES, ...FEED_TYPES];
  for (const type of ['image/png', 'text/plain', 'application/x-www-form-urlencoded']) {
    const answer = await post(api.url, type, 'x');
    expect(answer.status).toBe(415);
    expect(answer.json.detail).toContain(type);
    for (const name of taken) {
      expect(answer.json.detail).toContain(name);
      expect(answer.headers.get('accept-post')?.split(', ')).toContain(name);
    }
  }
});

test('explaining does not offer the types of bulk submissions', async () => {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/jsonl' }, body: '{}' };
  const answer = await send(`${api.url}/v1/explain`, init);
  expect(answer.status).toBe(415);
  expect(answer.headers.get('accept-post')).not.toContain('ndjson');
});

test('an unsupported encoding is answered with the supported ones', async () => {
  for (const type of ['text/html', 'application/x-ndjson', 'application/rss+xml']) {
    const answer = await post(api.url, type, 'x', { 'Content-Encoding': 'snappy' });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('accept-encoding')).toBe('gzip, br, deflate');
    expect(answer.headers.has('accept-post')).toBe(false);
  }
});

const head = (at: Api, lines: string): string =>
  `POST /v1/articles HTTP/1.1\r\nHost: ${new URL(at.url).host}\r\nContent-Length: 8\r\n${lines}`;
const EXPECT = 'Expect: 100-continue\r\n\r\n';

test.each([
  ['without a key', 401, ''],
  ['with a wrong key', 401, 'Authorization: Bearer nonsense\r\n'],
  ['with an unsupported type', 415, `Authorization: Bearer ${SECRET}\r\nContent-Type: image/png\r\n`],
  [
    'with an unsupported encoding',
    415,
    `Authorization: Bearer ${SECRET}\r\nContent-Type: text/html\r\nContent-Encoding: snappy\r\n`,
  ],
])('a client that sends Expect: 100-continue %s is refused at once', async (_what, status, lines) => {
  // The body never comes, so a server that waited for it would never answer.
  const answer = await rawRequest(guarded.url, head(guarded, lines + EXPECT));
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  // The client may still send the body, so the connection cannot be reused.
  expect(answer).toMatch(/^connection: close\r$/im);
});

test.each(['text/html', 'application/x-ndjson'])(
  'a body as %s with Expect: 100-continue is requested and accepted',
  async (type) => {
    const { hostname, port } = new URL(guarded.url);
    const socket = connect(Number(port), hostname).setEncoding('latin1');
    let answer = '';
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('data', (text) => {
      if (answer === '') socket.write('<p>x</p>');
      answer += text;
    });
    const lines = `Authorization: Bearer ${SECRET}\r\nContent-Type: ${type}\r\nConnection: close\r\n${EXPECT}`;
    socket.write(head(guarded, lines));
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 20[02] /);
  },
);
