import { Redis } from 'ioredis';
import { BODIES, FIELDS, MAX_BYTES, REQUESTS } from '../../support/bad-requests.ts';
import { type Answer, post, send } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

let redis: RedisServer;
let api: Api;
let guarded: Api;
let client: Redis;
let known: string;

const keys = [{ name: 'reader', scopes: ['read' as const], secret: 'read-secret-00010' }];

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url, { maxBodyBytes: MAX_BYTES });
  guarded = await startApi(redis.url, { maxBodyBytes: MAX_BYTES, keys });
  client = new Redis(redis.url);
  known = (await post(api.url, 'text/html', '<p>bekannt</p>')).json.id;
});

afterAll(async () => {
  client.disconnect();
  await guarded[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

/** Lists the stored keys. A queue writes its own metadata at any time, so that is left out. */
const stored = async () => (await client.keys('*')).filter((key) => !key.endsWith(':meta')).sort();

const describes = (answer: Answer, status: number, code: string): void => {
  expect(answer).toMatchObject({ status, json: { status, code } });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const { type, title, detail, requestId } = answer.json;
  expect(type).toBe(`urn:tickerspan:problem:${code}`);
  expect([title.length > 5, detail.length > 8]).toEqual([true, true]);
  expect(requestId).toBe(answer.headers.get('x-request-id'));
};

const bytes = (text: string) => new TextEncoder().encode(text);

test('there are more than 65 kinds of bad requests', () => {
  expect(BODIES.length + FIELDS.length + REQUESTS.length).toBeGreaterThan(65);
});

describe.each(['/v1/articles', '/v1/explain'])('POST %s', (path) => {
  const submit = (headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer>) =>
    send(api.url + path, { method: 'POST', headers, body: typeof body === 'string' ? bytes(body) : body });

  test.each(BODIES)('%s is refused and not stored', async (_what, headers, body, status, code, says) => {
    // Explaining answers at once, so it ignores Prefer.
    if (path === '/v1/explain' && headers.Prefer !== undefined) return;
    const before = await stored();
    const answer = await submit(headers, body);
    describes(answer, status, code);
    expect(answer.json.detail).toMatch(says);
    expect(await stored()).toEqual(before);
  });

  test.each(FIELDS)(
    'JSON with %s is refused with the invalid fields named, and not stored',
    async (_what, value, pointers) => {
      const before = await stored();
      const answer = await submit({ 'Content-Type': 'application/json' }, JSON.stringify(value));
      describes(answer, 422, 'invalid_article');
      const errors: readonly { pointer: string; detail: string }[] = answer.json.errors;
      expect(errors.map(({ pointer }) => pointer).sort()).toEqual([...pointers].sort());
      for (const { detail } of errors) expect(detail).toMatch(/^[A-Z]\w/);
      expect(await stored()).toEqual(before);
    },
  );
});

test.each(REQUESTS.map(([method, path, headers, ...expected]) => ({ method, path, headers, expected })))(
  '$method $path with $headers is refused with what to change',
  async ({ method, path, headers, expected: [status, code, pointers] }) => {
    const before = await stored();
    const url = api.url + path.replaceAll('{known}', known).replaceAll('{KNOWN}', known.toUpperCase());
    const answer = await send(url, { method, headers });
    describes(answer, status, code);
    expect(answer.json.errors?.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    const allowed = /^Only ([A-Z, ]+) is allowed/.exec(answer.json.detail)?.[1] ?? null;
    expect(answer.headers.get('allow')).toBe(status === 405 ? allowed : null);
    expect(await stored()).toEqual(before);
  },
);

test.each([
  [{}, 401, 'unauthorized'],
  [{ Authorization: 'Bearer' }, 401, 'unauthorized'],
  [{ Authorization: 'Bearer wrong' }, 401, 'unauthorized'],
  [{ Authorization: 'Basic bm9ib2R5' }, 401, 'unauthorized'],
  [{ Authorization: 'Digest username="x"' }, 401, 'unauthorized'],
  [{ Authorization: 'Bearer read-secret-00010' }, 403, 'forbidden'],
])('a submission with %j is refused and not stored', async (headers, status, code) => {
  const before = await stored();
  describes(await post(guarded.url, 'text/html', '<p>x</p>', headers), status, code);
  expect(await stored()).toEqual(before);
});
