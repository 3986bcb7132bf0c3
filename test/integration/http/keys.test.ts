import { post, send } from '../../support/client.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

const SECRET = 'read-secret-of-now';
const keys = [
  { name: 'scraper', scopes: ['submit' as const], secret: 'submit-secret-0001' },
  { name: 'reader', scopes: ['read' as const], secret: 'read-secret-of-yore' },
  { name: 'reader', scopes: ['read' as const], secret: SECRET },
  { name: 'operator', scopes: ['operate' as const], secret: 'operate:with:colons' },
];
const base64 = (text: string) => Buffer.from(text).toString('base64');

let redis: RedisServer;
let api: Api;
/** The same API once the rotation is over. */
let later: Api;

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url, { keys, rateLimitPerMinute: 1000 });
  later = await startApi(redis.url, { keys: keys.filter(({ secret }) => secret !== 'read-secret-of-yore') });
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await later[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const READ = '/v1/articles';
const get = (path: string, Authorization?: string, at = api) =>
  send(at.url + path, { headers: Authorization === undefined ? {} : { Authorization } });

test.each([
  ['a key', `Bearer ${SECRET}`],
  ['a key after several spaces', `Bearer   ${SECRET}`],
  ['a key with a lower-case scheme', `bearer ${SECRET}`],
  ['a key with an upper-case scheme', `BEARER ${SECRET}`],
  ['a key as the password of any user', `Basic ${base64(`anybody:${SECRET}`)}`],
  ['a key as a password without a user', `Basic ${base64(`:${SECRET}`)}`],
])('%s is accepted', async (_what, authorization) => {
  expect((await get(READ, authorization)).status).toBe(200);
});

test('a secret may contain colons, also as a password', async () => {
  for (const authorization of ['Bearer operate:with:colons', `Basic ${base64('x:operate:with:colons')}`])
    expect((await get('/v1/webhooks', authorization)).status).toBe(200);
});

test.each([
  ['nothing', undefined],
  ['an empty header', ''],
  ['the scheme Bearer alone', 'Bearer'],
  ['the scheme Basic alone', 'Basic'],
  ['a key without a scheme', SECRET],
  ['a scheme with a colon', `Bearer:${SECRET}`],
  ['a scheme with an equals sign', `Bearer=${SECRET}`],
  ['a scheme with a tab', `Bearer\t${SECRET}`],
  ['a key in quotes', `Bearer "${SECRET}"`],
  ['a key in brackets', `Bearer <${SECRET}>`],
  ['a key with more after it', `Bearer ${SECRET} x`],
  ['two keys', `Bearer ${SECRET}, Bearer ${SECRET}`],
  ['a key with a comma', `Bearer ${SECRET},`],
  ['an unknown scheme', `Token ${SECRET}`],
  ['Digest', `Digest username="x", response="${SECRET}"`],
  ['Negotiate', `Negotiate ${base64(SECRET)}`],
  ['a key in base64 as a bearer', `Bearer ${base64(SECRET)}`],
  ['a user and a key as a bearer', `Bearer x:${SECRET}`],
  ['a password without a user', `Basic ${base64(SECRET)}`],
  ['a password that is not in base64', `Basic x:${SECRET}`],
  ['a password with more after it', `Basic ${base64(`x:${SECRET}`)} x`],
  ['a password with a line end', `Basic ${base64(`x:${SECRET}\n`)}`],
  ['a key in upper case', `Bearer ${SECRET.toUpperCase()}`],
  ['the beginning of a key', `Bearer ${SECRET.slice(0, -1)}`],
  ['a key with one more character', `Bearer ${SECRET}x`],
  ['the name of a key', 'Bearer reader'],
  ['a whole entry of the setting', `Bearer reader:read:${SECRET}`],
  ['an empty password', `Basic ${base64('reader:')}`],
  ['a key of 8,000 letters', `Bearer ${'x'.repeat(8000)}`],
  ['a key with a letter outside ASCII', `Bearer ${SECRET}\u00e9`],
])(
  '%s is not a key, and the response says what to send without repeating it',
  async (_what, authorization) => {
    const answer = await get(READ, authorization);
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
    expect(answer.json.detail).toMatch(/^(?:Send Authorization: Bearer <key>|The key is not known)$/);
    expect(answer.headers.get('www-authenticate')).toMatch(/Bearer.*Basic/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    if (authorization) expect(answer.text).not.toContain(SECRET.slice(0, -1));
  },
);

test('both secrets of a name are accepted during rotation, and a removed one is not', async () => {
  const [old, now] = ['Bearer read-secret-of-yore', `Bearer ${SECRET}`];
  expect([(await get(READ, old)).status, (await get(READ, now)).status]).toEqual([200, 200]);
  expect([(await get(READ, old, later)).status, (await get(READ, now, later)).status]).toEqual([401, 200]);
});

test('both secrets of a name share one limit', async () => {
  const remaining = async (authorization: string) =>
    Number(/r=(\d+)/.exec((await get(READ, authorization)).headers.get('ratelimit') ?? '')?.[1]);
  const before = await remaining('Bearer read-secret-of-yore');
  expect(await remaining(`Bearer ${SECRET}`)).toBe(before - 1);
});

test.each([
  ['submit', '/v1/articles', 'Bearer submit-secret-0001'],
  ['submit', '/v1/quotes?tickers=sz000625', 'Bearer submit-secret-0001'],
  ['operate', READ, 'Bearer operate:with:colons'],
  ['read', '/v1/webhooks', `Bearer ${SECRET}`],
  ['read', '/v1/ledger', `Bearer ${SECRET}`],
  ['read', '/v1/failures', `Bearer ${SECRET}`],
  ['read', '/admin/queues', `Basic ${base64(`x:${SECRET}`)}`],
  ['read', '/admin/failures', `Basic ${base64(`x:${SECRET}`)}`],
  ['submit', '/admin/queues/api/queues', 'Bearer submit-secret-0001'],
])('a key with the scope %s does not open %s', async (_scope, path, authorization) => {
  const answer = await get(path, authorization);
  expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
});

test('a key that may not submit is refused before the article is read', async () => {
  const answer = await post(api.url, 'text/html', 'x'.repeat(6_000_000), {
    Authorization: `Bearer ${SECRET}`,
  });
  expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
});

test.each(['key', 'api_key', 'apiKey', 'api-key', 'access_token', 'token', 'KEY', 'password'])(
  'a key in the URL as %s is refused, and the response says where it belongs',
  async (name) => {
    const answer = await get(`${READ}?${name}=${SECRET}`);
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
    expect(answer.json.detail).toMatch(/not taken from a URL.*send Authorization: Bearer <key>/);
    expect(answer.text).not.toContain(SECRET);
  },
);

test('a key before the host of a URL is refused too', async () => {
  const { host } = new URL(api.url);
  const target = `http://reader:${SECRET}@${host}${READ}`;
  const answer = await rawRequest(
    api.url,
    `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  expect(answer).toMatch(/not taken from a URL/);
  expect(answer).not.toContain(SECRET);
});

test('a key in the URL in addition to the header is an unknown parameter, and is not repeated', async () => {
  const answer = await get(`${READ}?key=${SECRET}`, `Bearer ${SECRET}`);
  expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer: '/key' }] } });
  expect(answer.text).not.toContain(SECRET);
});
