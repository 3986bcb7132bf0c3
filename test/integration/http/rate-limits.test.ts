import { Redis } from 'ioredis';
import { post, send } from '../../support/client.ts';
import { postMany } from '../../support/lines.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const keys = ['eager', 'calm'].map((name) => ({
  name,
  scopes: ['submit' as const, 'read' as const],
  secret: `${name}-secret-000001`,
}));
const bearer = (name: string) => ({ Authorization: `Bearer ${name}-secret-000001` });

let redis: RedisServer;
let api: Api;

beforeEach(async () => {
  redis = await startRedis();
  api = await startApi(redis.url, { keys, rateLimitPerMinute: 3 });
});

afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const missing = `/v1/articles/a_${'a'.repeat(26)}`;

test('each key has its limit, and every response says what is left of it', async () => {
  for (const left of [2, 1, 0]) {
    const answer = await send(api.url + missing, { headers: bearer('eager') });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
    expect(answer.headers.get('ratelimit')).toMatch(new RegExp(`^"default";r=${left};t=(?:59|60)$`));
  }
  const refused = await post(api.url, 'text/html', '<p>x</p>', bearer('eager'));
  expect(refused).toMatchObject({ status: 429, json: { code: 'rate_limited' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(59);
  expect(refused.headers.get('ratelimit')).toMatch(/r=0/);
  expect((await post(api.url, 'text/html', '<p>x</p>', bearer('calm'))).status).toBe(202);
});

test('each line of NDJSON counts, and the request itself does not', async () => {
  const lines = Array.from({ length: 5 }, (_, index) => JSON.stringify({ html: `<p>${index}</p>` })).join(
    '\n',
  );
  const answers = await postMany(api.url, 'application/x-ndjson', lines, bearer('eager'));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 429, 429]);
  expect(answers[3]).toMatchObject({ error: { code: 'rate_limited' }, retryAfter: expect.any(Number) });
  expect(answers[3]?.retryAfter).toBeGreaterThanOrEqual(59);
  const next = await send(`${api.url}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', ...bearer('eager') },
    body: lines,
  });
  expect(next).toMatchObject({ status: 429, json: { code: 'rate_limited' } });
});

test('health checks need no key and have no limit', async () => {
  for (let time = 0; time < 5; time++) {
    const answer = await send(`${api.url}/livez`, { headers: bearer('eager') });
    expect(answer.status).toBe(200);
    expect(answer.headers.has('ratelimit')).toBe(false);
  }
});

test('without keys there is no limit', async () => {
  await using open = await startApi(redis.url, { rateLimitPerMinute: 1 });
  for (let time = 0; time < 3; time++) expect((await send(open.url + missing)).status).toBe(404);
});

test('each ticker of a request for quotes counts, and the response says what is left', async () => {
  await using quoting = await startApi(redis.url, { keys, rateLimitPerMinute: 10 });
  const ask = (count: number) =>
    send(
      `${quoting.url}/v1/quotes?tickers=${Array.from({ length: count }, (_, serial) => `sh6${String(serial).padStart(5, '0')}`)}`,
      {
        headers: bearer('eager'),
      },
    );
  expect((await ask(7)).headers.get('ratelimit')).toMatch(/^"default";r=3;/);
  const refused = await ask(4);
  expect(refused).toMatchObject({ status: 429, json: { code: 'rate_limited' } });
  expect((await ask(3)).headers.get('ratelimit')).toMatch(/^"default";r=0;/);
  const tooMany = await ask(11);
  expect(tooMany.status).toBe(429);
  expect(tooMany.json.detail).toMatch(/counts as 11: ask for less/);
});

test('lines that could not be stored do not count, and say when to retry', async () => {
  const lines = [1, 2, 3].map((serial) => `{"html":"<p>${serial}</p>"}`).join('\n');
  await redis.kill();
  for (let time = 0; time < 3; time++) {
    const away = await postMany(api.url, 'application/x-ndjson', lines, bearer('eager'));
    expect(away).toMatchObject(Array(3).fill({ status: 503, retryAfter: 2 }));
  }
  await redis.restart();
  await until('Redis to be back', async () => (await send(`${api.url}/readyz`)).status === 200);
  const back = await postMany(api.url, 'application/x-ndjson', `${lines}\n${lines}`, bearer('eager'));
  expect(back.map(({ status }) => status)).toEqual([202, 202, 202, 429, 429, 429]);
});

test('a limit applies to all API processes together', async () => {
  await using other = await startApi(redis.url, { keys, rateLimitPerMinute: 3 });
  const ask = async (url: string, name: string) =>
    (await send(url + missing, { headers: bearer(name) })).status;
  const answers = await Promise.all(
    [api.url, other.url, api.url, other.url, api.url, other.url].map((url) => ask(url, 'eager')),
  );
  expect(answers.sort()).toEqual([404, 404, 404, 429, 429, 429]);
  expect(await ask(other.url, 'calm')).toBe(404);
});

test('the count of a key is stored in Redis for a minute, under the name of the key', async () => {
  await send(api.url + missing, { headers: bearer('eager') });
  await using client = clientOf(redis.url);
  expect(await client.redis.keys('tickerspan:rate-limit:*')).toEqual(['tickerspan:rate-limit:3:eager']);
  expect(await client.redis.get('tickerspan:rate-limit:3:eager')).toBe('1');
  expect(await client.redis.ttl('tickerspan:rate-limit:3:eager')).toBeGreaterThan(0);
});

test('a process fetches points from Redis in blocks, not for each line', async () => {
  await using busy = await startApi(redis.url, { keys, rateLimitPerMinute: 10_000 });
  const lines = Array.from({ length: 300 }, (_, serial) => `{"html":"<p>${serial}</p>"}`).join('\n');
  const answers = await postMany(busy.url, 'application/x-ndjson', lines, bearer('eager'));
  expect(answers.every(({ status }) => status === 202)).toBe(true);
  await using client = clientOf(redis.url);
  expect(await client.redis.get('tickerspan:rate-limit:10000:eager')).toBe('300');
  const calls = /cmdstat_incrby:calls=(\d+)/.exec(await client.redis.info('commandstats'))?.[1];
  expect(Number(calls)).toBe(3);
});

test('requests are answered and limited while Redis hangs', async () => {
  process.kill(redis.pid, 'SIGSTOP');
  try {
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => send(`${api.url}/v1/quotes?tickers=sh600000`, { headers: bearer('eager') })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429]);
  } finally {
    process.kill(redis.pid, 'SIGCONT');
  }
});

function clientOf(url: string) {
  const redis = new Redis(url);
  return { redis, [Symbol.asyncDispose]: async () => redis.disconnect() };
}
