import { finished, post, send } from '../../support/client.ts';
import { POST, POST_BODY } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, type RunningWorker, startApi, startWorker } from '../../support/start-service.ts';

let redis: RedisServer;
let api: Api;
let worker: RunningWorker;
let url: string;

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url);
  worker = await startWorker({ redisUrl: redis.url, quotesUrl: 'http://127.0.0.1:9' });
  const { json } = await post(api.url, 'text/markdown', POST);
  await finished(api.url, json.id);
  url = `${api.url}${json.url}`;
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const as = (Accept: string) => send(url, { headers: { Accept } });
const ANNOTATIONS = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"';
const SCHEMA = 'application/ld+json; profile="https://schema.org"';

test.each([
  ['*/*', 'application/json; charset=utf-8'],
  ['application/*', 'application/json; charset=utf-8'],
  ['text/*', 'text/html; charset=utf-8'],
  ['text/markdown, text/html;q=0.5', 'text/markdown; charset=utf-8'],
  ['application/ld+json', ANNOTATIONS],
  [ANNOTATIONS, ANNOTATIONS],
  [SCHEMA, SCHEMA],
  ['application/json;q=0.1, application/ld+json', ANNOTATIONS],
])('Accept: %s gets %s', async (accept, type) => {
  const answer = await as(accept);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
  expect(answer.headers.get('vary')).toBe('Accept');
});

test('an unknown profile is not acceptable', async () => {
  expect(await as('application/ld+json; profile="https://example.com/"')).toMatchObject({
    status: 406,
    json: { code: 'not_acceptable' },
  });
});

test('the annotations of a post point into the body after its front matter', async () => {
  const { json } = await as(ANNOTATIONS);
  expect(json.total).toBe(1);
  const [quoted, placed] = json.first.items[0].target.selector;
  expect(quoted.exact).toBe('长安汽车');
  expect([...POST_BODY].slice(placed.start, placed.end).join('')).toBe('长安汽车');
});

test('schema.org’s mentions are the companies', async () => {
  const { json } = await as(SCHEMA);
  expect(json).toMatchObject({ '@type': 'NewsArticle', headline: '车展侧记：新能源{展区}人气最旺' });
  expect(json.mentions).toMatchObject([{ '@type': 'Corporation', name: '长安汽车', identifier: 'sz000625' }]);
});

test('an unfinished article is returned as JSON', async () => {
  await worker[Symbol.asyncDispose]();
  const { json } = await post(api.url, 'text/html', '<p>später</p>');
  const answer = await send(`${api.url}${json.url}`, { headers: { Accept: 'application/ld+json' } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    202,
    'application/json; charset=utf-8',
  ]);
  worker = await startWorker({ redisUrl: redis.url, quotesUrl: 'http://127.0.0.1:9' });
});

test.each(['text/html', 'text/markdown'])(
  'the response headers restrict what a browser may do with %s',
  async (type) => {
    const { headers } = await as(type);
    const policy = (headers.get('content-security-policy') ?? '').split(';').map((part) => part.trim());
    expect(policy).toEqual(
      expect.arrayContaining([
        'sandbox',
        "default-src 'none'",
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy.join()).not.toContain('http');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  },
);
