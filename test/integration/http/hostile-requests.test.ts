import { once } from 'node:events';
import { request as openRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { keysOf } from '../../../src/articles/lifecycle/article-record.ts';
import { post, send } from '../../support/client.ts';
import { postMany } from '../../support/lines.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const KIB = 1024;
const NDJSON = 'application/x-ndjson';
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

const accepted = async (api: Api): Promise<number> => {
  const { text } = await send(`${api.url}/metrics`);
  const counts = [...text.matchAll(/^tickerspan_articles_(?:accepted|duplicates)_total\S* (\d+)/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
};

/** Sends the beginning of a body and nothing more. */
async function stall(api: Api, headers: Record<string, string | number>, body: Uint8Array): Promise<Socket> {
  const { port, hostname } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join('')}\r\n`);
  socket.write(body);
  return socket;
}

// Text that stays below the limit for decompression bombs.
const large = Buffer.from(
  `<p>${Array.from({ length: 24_000 }, (_, index) => index * 7919).join(' ')}</p>`,
).subarray(0, 190 * KIB);

test.each([
  ['uncompressed', large, {}],
  ['gzipped', gzipSync(large), { 'Content-Encoding': 'gzip' }],
] as const)(
  'stalled bodies (%s) use limited memory and free it when their connections close',
  async (_how, body, encoding) => {
    // The limit for buffered bytes has room for three large bodies.
    await using api = await startApi(redis.url, { maxBodyBytes: 200 * KIB, maxBufferedBytes: 800 * KIB });
    const headers = { 'Content-Type': 'text/html', ...encoding };
    const length = { 'Content-Length': body.length };
    // gzip ends with a checksum, so the API has decompressed all of the text before the last bytes
    // come.
    let refusals = '';
    const sockets = await Promise.all(
      Array.from({ length: 4 }, () => stall(api, { ...headers, ...length }, body.subarray(0, -4))),
    );
    for (const socket of sockets)
      socket.on('data', (chunk) => {
        refusals += chunk;
      });
    await until('one to be refused', () => refusals.includes('"code"'));
    expect(refusals.match(/^HTTP.*$/gm)).toEqual(['HTTP/1.1 503 Service Unavailable']);
    expect(refusals).toMatch(/"code":"overloaded"/);
    expect(refusals).toMatch(/^Retry-After: \d+/m);
    expect((await post(api.url, 'text/html', '<p>an ordinary article</p>')).status).toBe(202);
    for (const socket of sockets) socket.destroy();
    await until('the bytes to be free', async () => {
      const { status } = await post(api.url, 'text/html', new Uint8Array(body), encoding);
      return status !== 503;
    });
  },
);

test('lines without an end use limited memory, and the last response line says so', async () => {
  await using api = await startApi(redis.url, { maxBodyBytes: 200 * KIB, maxBufferedBytes: 800 * KIB });
  const headers = { 'Content-Type': NDJSON, 'Content-Length': 1_000_000 };
  const sockets = await Promise.all(Array.from({ length: 3 }, () => stall(api, headers, large)));
  const answers = await until('the bytes to be held', async () => {
    const lines = await postMany(api.url, NDJSON, new Uint8Array(large));
    return lines[0]?.status === 503 && lines;
  });
  expect(answers).toMatchObject([{ line: 1, error: { code: 'overloaded' }, retryAfter: expect.any(Number) }]);
  for (const socket of sockets) socket.destroy();
});

describe('an API with default limits', () => {
  let api: Api;

  beforeAll(async () => {
    api = await startApi(redis.url);
  });

  afterAll(() => api[Symbol.asyncDispose]());

  test('ends a stream with only invalid lines cleanly, and the last response line says so', async () => {
    const answers = await postMany(api.url, NDJSON, '{}\n'.repeat(30_000));
    expect(answers).toHaveLength(10_001);
    expect(answers.at(-1)).toMatchObject({ line: 10_001, status: 400, error: { code: 'invalid_request' } });
    expect(answers.at(-1)?.error?.detail).toMatch(/were not read/);
  });

  test('ends a stream of blank lines with an error', async () => {
    const answers = await postMany(api.url, NDJSON, new Uint8Array(Buffer.alloc(3 * KIB * KIB, '\n')));
    expect(answers).toMatchObject([{ status: 400, error: { code: 'invalid_request' } }]);
  });

  test('refuses a body that expands more than 300 times after one mebibyte', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(4 * KIB * KIB, 0x20)));
    const answer = await post(api.url, 'text/html', bomb, { 'Content-Encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 400, json: { detail: 'The decompressed body is too large' } });
  });

  test('stops accepting lines after the client has left', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `{"html":"<p>left ${index}</p>"}\n`).join('');
    const before = await accepted(api);
    const request = openRequest(`${api.url}/v1/articles`, {
      method: 'POST',
      headers: { 'Content-Type': NDJSON },
    });
    request.on('error', () => {}).write(lines);
    const [response] = await once(request, 'response');
    await once(response, 'data');
    request.destroy();
    await until('the request to be over', () => api.pending() === 0);
    const then = await accepted(api);
    expect(then - before).toBeLessThan(15_000);
    await send(`${api.url}/livez`);
    expect(await accepted(api)).toBeLessThanOrEqual(then + 16);
  });

  const pipelined = (count: number): string =>
    `${'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(count - 1)}GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;

  test('answers a few pipelined requests in order', async () => {
    expect((await rawRequest(api.url, pipelined(10))).match(/HTTP\/1\.1 200/g)).toHaveLength(10);
  });

  test('cuts off a client that pipelines thousands of requests, and keeps nothing of them', async () => {
    const { port, hostname } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    let answers = '';
    socket
      .on('error', () => {})
      .on('data', (chunk) => {
        answers += chunk;
      });
    socket.write(pipelined(5000));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answers.match(/HTTP\/1\.1 200/g)?.length ?? 0).toBeLessThan(50);
    await until('nothing to be pending', () => api.pending() === 0);
  });

  const many = (value: string): string => Array(60).fill(value).join(',');

  test.each([
    ['ids', `/v1/articles?ids=${many('x')}`, 40],
    ['tickers', `/v1/quotes?tickers=${many('x')}`, 40],
  ])('names 20 of 60 invalid %s and counts the others', async (_what, path, more) => {
    const { status, json } = await send(api.url + path);
    expect(status).toBe(400);
    expect(json.errors).toHaveLength(20);
    expect(json.detail).toContain(`${more} more errors`);
  });

  test('names 20 of 200,000 unknown fields and counts the others, alone and in a line', async () => {
    const fields = Array.from({ length: 200_000 }, (_, index) => `"f${index}":1`).join(',');
    const body = `{"html":"x",${fields}}`;
    const { status, json, text } = await post(api.url, 'application/json', body);
    expect([status, json.errors.length]).toEqual([422, 20]);
    expect(json.detail).toContain('199980 more errors');
    expect(text.length).toBeLessThan(10_000);
    const [line] = await postMany(api.url, NDJSON, body);
    expect(line?.error?.errors).toHaveLength(20);
  });

  test('returns large articles whole, many at a time, together and alone, beside small ones', async () => {
    const mentions = Array(10_000).fill({ ticker: 'sz000625', evidence: 'x'.repeat(400) });
    const enrichment = JSON.stringify({ body: '<p>x</p>', mentions, companies: [] });
    const ids = await Promise.all(
      Array.from({ length: 4 }, async (_, index) => {
        const { json } = await post(api.url, 'text/html', `<p>large ${index}</p>`);
        const keys = keysOf(json.id);
        await client.hset(keys.record, { status: 'enriched', enrichedAt: new Date().toISOString() });
        await client.set(keys.enrichment, enrichment);
        return json.id as string;
      }),
    );
    // Parsing waits until all responses are here: it would block the API, which runs in this
    // process.
    const bytesOf = async (path: string): Promise<Buffer> => {
      const response = await fetch(api.url + path);
      expect(response.status).toBe(200);
      return Buffer.from(await response.arrayBuffer());
    };
    const [together, alone, small] = await Promise.all([
      bytesOf(`/v1/articles?ids=${ids.join(',')}`),
      Promise.all(Array.from({ length: 10 }, () => bytesOf(`/v1/articles/${ids[0]}`))),
      post(api.url, 'text/html', '<p>beside</p>'),
    ]);
    expect(small.status).toBe(202);
    const { articles } = JSON.parse(together.toString());
    expect(articles.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(articles[0]).toMatchObject({ status: 'enriched', body: '<p>x</p>' });
    expect(articles[3].mentions).toHaveLength(10_000);
    expect(new Set(alone.map(({ length }) => length)).size).toBe(1);
  });
});
