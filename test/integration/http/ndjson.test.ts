import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { send } from '../../support/client.ts';
import { type LineAnswer, postMany } from '../../support/lines.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const NDJSON = 'application/x-ndjson';
let redis: RedisServer;
let api: Api;

beforeEach(async () => {
  redis = await startRedis();
  api = await startApi(redis.url, { maxBodyBytes: 1000 });
});

afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const article = (text: string): string => JSON.stringify({ html: `<p>${text}</p>` });

const postLines = (body: string | Uint8Array<ArrayBuffer>, headers = {}): Promise<readonly LineAnswer[]> =>
  postMany(api.url, NDJSON, body, headers);

/** Opens a request whose lines are sent, and whose responses are read, one by one. */
async function conversation(): Promise<{
  readonly request: ClientRequest;
  readonly response: Promise<IncomingMessage>;
}> {
  const request = openRequest(`${api.url}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': NDJSON },
  });
  request.on('error', () => {});
  const response = once(request, 'response').then(([message]) => message as IncomingMessage);
  request.flushHeaders();
  return { request, response };
}

test('each response names its line, and an invalid line does not affect others', async () => {
  const lines = [
    article('一'),
    '{"html": ',
    '',
    JSON.stringify({ html: '<p>x</p>', titel: 'y' }),
    '  \r',
    article('x'.repeat(1000)),
    '[]',
    article('二'),
  ];
  const answers = await postLines(lines.join('\n'));
  expect(answers.map(({ line, status }) => [line, status])).toEqual([
    [1, 202],
    [2, 400],
    [4, 422],
    [6, 413],
    [7, 422],
    [8, 202],
  ]);
  expect(answers[1]?.error).toMatchObject({ code: 'invalid_request', detail: expect.stringMatching(/JSON/) });
  expect(answers[2]?.error).toMatchObject({
    code: 'invalid_article',
    errors: [{ pointer: '/titel', detail: 'Unknown field' }],
  });
  expect(answers[3]?.error).toMatchObject({ code: 'article_too_large' });
  for (const index of [0, 5]) {
    const { id } = answers[index] ?? {};
    expect((await send(`${api.url}/v1/articles/${id}`)).status).toBe(202);
  }
});

test('a repeated line and a line that was posted before are duplicates of one article', async () => {
  const alone = await send(`${api.url}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: article('一'),
  });
  const [first, second, third] = await postLines(`${article('一')}\n${article('二')}\n${article('二')}\n`);
  expect(first).toEqual({ line: 1, status: 202, id: alone.json.id, duplicate: true });
  expect(second?.id).toBe(third?.id);
  expect([second?.duplicate, third?.duplicate].sort()).toEqual([false, true]);
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
] as const)('lines in %s are decompressed', async (encoding, compress) => {
  const lines = Array.from({ length: 300 }, (_, index) => article(`${encoding} ${index}`)).join('\n');
  const answers = await postLines(new Uint8Array(compress(lines)), { 'Content-Encoding': encoding });
  expect(answers.map(({ line }) => line)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(300);
});

test('an unknown encoding is refused at once, and a truncated body at its last line', async () => {
  const unknown = await send(`${api.url}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': NDJSON, 'Content-Encoding': 'snappy' },
    body: 'x',
  });
  expect(unknown).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } });
  const whole = gzipSync(Array.from({ length: 50 }, (_, index) => article(`abgerissen ${index}`)).join('\n'));
  const answers = await postLines(new Uint8Array(whole.subarray(0, -30)), { 'Content-Encoding': 'gzip' });
  expect(answers.at(-1)).toMatchObject({ status: 400, error: { code: 'invalid_request' } });
});

test('a decompression bomb is refused', async () => {
  const bomb = brotliCompressSync(Buffer.alloc(200 * 1024 * 1024, 0x20), {
    params: { 0: 0, 1: 5, 2: 24 },
  });
  expect(bomb.length).toBeLessThan(100_000);
  const answers = await postLines(new Uint8Array(bomb), { 'Content-Encoding': 'br' });
  expect(answers).toMatchObject([
    { line: 1, status: 413 },
    { status: 400, error: { code: 'invalid_request', detail: 'The decompressed body is too large' } },
  ]);
});

test('a line is answered before the next is sent', async () => {
  const { request, response } = await conversation();
  request.write(`${article('eins')}\n`);
  const answers = createInterface({ input: await response })[Symbol.asyncIterator]();
  for (const text of ['zwei', 'drei', 'vier']) {
    expect(JSON.parse((await answers.next()).value)).toMatchObject({ status: 202 });
    request.write(`${article(text)}\n`);
  }
  expect(JSON.parse((await answers.next()).value)).toMatchObject({ line: 4, status: 202 });
  request.end();
  expect((await answers.next()).done).toBe(true);
});

test('while Redis is away each line says so, and the stream continues once Redis is back', async () => {
  const { request, response } = await conversation();
  request.write(`${article('vorher')}\n`);
  const answers = createInterface({ input: await response })[Symbol.asyncIterator]();
  expect(JSON.parse((await answers.next()).value)).toMatchObject({ line: 1, status: 202 });
  await redis.kill();
  request.write(`${article('derweil')}\n{}\n`);
  const during = JSON.parse((await answers.next()).value);
  expect(during).toMatchObject({ line: 2, status: 503, error: { code: 'store_unavailable' } });
  expect(JSON.parse((await answers.next()).value)).toMatchObject({ line: 3, status: 422 });
  await redis.restart();
  await until('Redis to be back', async () => (await send(`${api.url}/readyz`)).status === 200);
  request.end(`${article('nachher')}\n`);
  expect(JSON.parse((await answers.next()).value)).toMatchObject({ line: 4, status: 202 });
});

test('a client that does not read its responses is not read from', async () => {
  const { request, response } = await conversation();
  // Each refused line comes with an accepted one: too many refusals would end the submission.
  const lines = `${article('immer dasselbe')}\n${'x'.repeat(100)}\n`;
  (await response).pause();
  let sent = 0;
  const batch = lines.repeat(1000);
  // Node buffers what is written; the socket accepts only what the other side reads.
  while (sent < 400 && (request.write(batch) || (await drained(request)))) sent++;
  expect(sent).toBeLessThan(400);
  request.destroy();
});

async function drained(request: ClientRequest): Promise<boolean> {
  return Promise.race([once(request, 'drain').then(() => true), delay(1500, false)]);
}

test('lines that a vanished client submitted are kept, and the service continues', async () => {
  const { request, response } = await conversation();
  request.write(`${article('geblieben')}\n{"html":"<p>halb`);
  const answers = createInterface({ input: await response })[Symbol.asyncIterator]();
  const { id } = JSON.parse((await answers.next()).value);
  request.destroy();
  expect((await send(`${api.url}/v1/articles/${id}`)).status).toBe(202);
  expect(await postLines(article('danach'))).toMatchObject([{ line: 1, status: 202 }]);
});

test('fifty concurrent posts of one article, alone and in lines, make one article and one job', async () => {
  const body = article('同一篇');
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0
        ? postLines(`${body}\n${body}`)
        : send(`${api.url}/v1/articles`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body,
          }).then(({ json }) => [json]),
    ),
  );
  const all = answers.flat();
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  expect(all.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  const client = new Redis(redis.url);
  expect(await client.llen('{tickerspan}:enrichment:wait')).toBe(1);
  client.disconnect();
});

test('explaining refuses NDJSON', async () => {
  const answer = await send(`${api.url}/v1/explain`, {
    method: 'POST',
    headers: { 'Content-Type': NDJSON },
    body: article('x'),
  });
  expect(answer).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } });
});
