import { gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { articleId } from '../../../src/articles/article-id.ts';
import { parseSubmission } from '../../../src/articles/parse-submission.ts';
import { sinaSpan } from '../../support/build.ts';
import { type Answer, finished, post, send } from '../../support/client.ts';
import { cashtags } from '../../support/heavy-articles.ts';
import { POST, POST_BODY } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const keys = [
  { name: 'scraper', scopes: ['submit' as const], secret: 'submit-secret-0003' },
  { name: 'reader', scopes: ['read' as const], secret: 'read-secret-00003' },
];

let redis: RedisServer;
let client: Redis;
let api: Api;
let small: Api;
let guarded: Api;

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
  api = await startApi(redis.url);
  small = await startApi(redis.url, { maxBodyBytes: 10_000 });
  guarded = await startApi(redis.url, { keys });
});

afterAll(async () => {
  await guarded[Symbol.asyncDispose]();
  await small[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  client.disconnect();
  await redis[Symbol.asyncDispose]();
});

function explain(
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
  { at = api, headers = {} as Record<string, string> } = {},
): Promise<Answer> {
  const contentType = type === '' ? {} : { 'Content-Type': type };
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return send(`${at.url}/v1/explain`, {
    method: 'POST',
    headers: { ...contentType, ...headers },
    body: bytes,
  });
}

const asJson = (value: unknown) => ['application/json', JSON.stringify(value)] as const;

/** Returns one article in all forms in which it can be submitted. */
const formsOf = (more: string) =>
  [
    ['JSON', 'application/json', JSON.stringify({ html: POST_BODY + more, title: '车展侧记' })],
    ['JSON with a post', 'application/json', JSON.stringify({ markdown: POST + more })],
    ['HTML', 'text/html; charset=utf-8', POST_BODY + more],
    ['a Hexo post', 'text/markdown', POST + more],
  ] as const;

describe('an explained article', () => {
  test.each(formsOf(''))(
    'as %s has each candidate with its place, its verdict and the evidence',
    async (...form) => {
      const [, type, body] = form;
      const answer = await explain(type, body);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const { candidates, warnings } = answer.json;
      expect(candidates).toMatchObject([
        { mention: true, ticker: 'sz000625', text: '长安汽车', dialect: 'sina', first: true, genuine: true },
        { mention: true, ticker: 'sz300832', text: '新产业', dialect: 'sina', first: true, genuine: false },
      ]);
      for (const { start, end, text, confidence, genuine, evidence } of candidates) {
        expect(POST_BODY.slice(start, end)).toBe(text);
        expect(confidence >= 0.5).toBe(genuine);
        expect(evidence.length).toBeGreaterThan(0);
        expect(Object.keys(evidence[0]).sort()).toEqual(['detail', 'signal', 'weight']);
      }
      expect(warnings).toEqual([]);
    },
  );

  test('has the submitted metadata, or those of a post’s front matter', async () => {
    const sent = await explain(...asJson({ html: '<p>x</p>', title: 'Messe', externalId: '7' }));
    expect(sent.json.article).toMatchObject({
      title: 'Messe',
      externalId: '7',
      source: null,
      format: 'html',
    });
    const read = await explain('text/markdown', POST);
    expect(read.json.article).toMatchObject({
      title: '车展侧记：新能源{展区}人气最旺',
      author: '新浪财经',
      publishedAt: '2021-06-08T02:10:00.000Z',
      format: 'markdown',
    });
  });

  test('has later occurrences of a company’s name, and rejected elements with the reason', async () => {
    const body = `<p>重庆${sinaSpan('sz000625', '长安汽车')}股份有限公司公告。<span id="stock_sh600519"></span></p><p>长安汽车股价上涨。</p>`;
    const { json } = await explain('text/html', body);
    expect(json.candidates).toMatchObject([
      { mention: true, ticker: 'sz000625', first: true },
      { mention: false, ticker: 'sh600519', dialect: 'sina', reason: 'the element holds no text' },
      { mention: true, ticker: 'sz000625', first: false, dialect: 'name' },
    ]);
    expect(json.warnings).toMatchObject([{ code: 'empty-span', ticker: 'sh600519' }]);
  });

  test('has the offsets of the original article even if it is submitted in annotated form', async () => {
    await using worker = await startWorker({ redisUrl: redis.url, quotesUrl: 'http://127.0.0.1:9' });
    const { json } = await finished(api.url, (await post(api.url, 'text/html', POST_BODY)).json.id);
    expect(worker.failures.length).toBeGreaterThan(0);
    expect(json.body).not.toBe(POST_BODY);
    const again = await explain('text/html', json.body);
    expect(again.json).toEqual((await explain('text/html', POST_BODY)).json);
    expect(json.mentions).toEqual(
      again.json.candidates.map(({ mention, ...listed }: { mention: boolean }) => listed),
    );
  });

  test('is accepted with gzip', async () => {
    const zipped = new Uint8Array(gzipSync(POST));
    const answer = await explain('text/markdown', zipped, { headers: { 'Content-Encoding': 'gzip' } });
    expect(answer.json).toEqual((await explain('text/markdown', POST)).json);
  });

  test.each(formsOf('<!-- only explained -->'))('as %s is not stored', async (_what, type, body) => {
    // Queues and workers write and expire their own keys at any time.
    const housekeeping = /:(?:meta|stalled-check|turn)$/;
    const kept = async () => (await client.keys('*')).filter((key) => !housekeeping.test(key)).sort();
    const before = await kept();
    expect((await explain(type, body)).status).toBe(200);
    const id = articleId(parseSubmission(type.split(';')[0] ?? '', new TextEncoder().encode(body)));
    const read = await send(`${api.url}/v1/articles/${id}`);
    expect(read).toMatchObject({ status: 404, json: { code: 'article_not_found' } });
    expect(await kept()).toEqual(before);
  });

  test('needs no Redis', async () => {
    await redis.kill();
    try {
      const answer = await explain('text/markdown', POST);
      expect(answer).toMatchObject({ status: 200, json: { warnings: [] } });
    } finally {
      await redis.restart();
    }
    await client.ping();
    await until('every API to have its Redis back', async () => {
      const answers = await Promise.all([api, small, guarded].map(({ url }) => send(`${url}/readyz`)));
      return answers.every(({ status }) => status === 200);
    });
  });
});

test.each([
  ['mojibake', `<p>${Buffer.from('重庆长安汽车股份有限公司').toString('latin1')}</p>`],
  ['unclosed-span', '<p><span id="stock_sh600519">贵州茅台公告。</p>'],
  ['empty-span', `<p>正文${sinaSpan('sh600519', '')}</p>`],
  ['unknown-market', '<p><span id="stock_xx600519">贵州茅台</span></p>'],
  ['index-not-company', `<p>${sinaSpan('sh000001', '上证指数')}收涨。</p>`],
  [
    'comment-and-spans-disagree',
    `<p>${sinaSpan('sh600036', '招商银行')}</p><!-- news_keyword_pub,stock,sh600519 -->`,
  ],
])('the warning %s is returned, and no other', async (code, body) => {
  const { status, json } = await explain('text/html', body);
  expect(status).toBe(200);
  expect(json.warnings).toMatchObject([{ code }]);
  expect(json.warnings[0].detail.length).toBeGreaterThan(10);
});

describe('an invalid submission is refused as POST /v1/articles refuses it', () => {
  test.each([
    ['no media type', '', 'x', 415],
    ['another media type', 'application/pdf', 'x', 415],
    ['an invalid media type', 'nonsense', 'x', 415],
    ['another charset', 'text/html; charset=koi8-r', 'x', 415],
    ['broken JSON', 'application/json', '{"html": ', 400],
    ['invalid UTF-8', 'text/html', new Uint8Array([0x3c, 0xff, 0x3e]), 400],
    ['an empty body', 'text/html', '', 422],
    ['only white space', 'text/html', ' \n\t', 422],
    ['a body over the limit', 'text/html', 'x'.repeat(10_001), 413],
    ['an unknown field', ...asJson({ html: 'a', titel: 'b' }), 422],
    ['both html and markdown', ...asJson({ html: 'a', markdown: 'b' }), 422],
    ['a date that does not exist', ...asJson({ html: 'a', publishedAt: '2021-02-30' }), 422],
    ['a lone surrogate', ...asJson({ html: '\ud800' }), 422],
    ['several faults', ...asJson({ html: 1, url: 'x', extra: 1 }), 422],
  ] as const)('%s', async (_what, type, body, status) => {
    const explained = await explain(type, body, { at: small });
    expect(explained.status).toBe(status);
    expect(explained.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(explained.json.requestId).toBe(explained.headers.get('x-request-id'));
    const submitted = await send(`${small.url}/v1/articles`, {
      method: 'POST',
      headers: type === '' ? {} : { 'Content-Type': type },
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    });
    // Explaining accepts single articles only, so the error names fewer media types.
    const detail = status === 415 ? expect.any(String) : submitted.json.detail;
    expect(explained.json).toEqual({ ...submitted.json, detail, requestId: expect.any(String) });
  });

  test('another method is answered with the allowed one', async () => {
    const answer = await send(`${api.url}/v1/explain`);
    expect(answer).toMatchObject({ status: 405, json: { code: 'method_not_allowed' } });
    expect(answer.headers.get('allow')).toBe('POST');
  });
});

test('with keys set, explaining needs a key with the scope read', async () => {
  const as = (secret?: string) =>
    explain('text/markdown', POST, {
      at: guarded,
      headers: secret === undefined ? {} : { Authorization: `Bearer ${secret}` },
    });
  expect(await as()).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
  expect(await as('submit-secret-0003')).toMatchObject({ status: 403, json: { code: 'forbidden' } });
  expect((await as('read-secret-00003')).status).toBe(200);
});

test('one article is explained at a time, a limited number waits, and other requests are answered meanwhile', async () => {
  await using own = await startApi(redis.url);
  const ended: string[] = [];
  const heavy = gzipSync(cashtags(0, 800_000));
  const explained = Array.from({ length: 24 }, async () => {
    const answer = await explain('text/html', heavy, { at: own, headers: { 'Content-Encoding': 'gzip' } });
    ended.push(`explain ${answer.status}`);
    return answer;
  });
  await until('a request to be refused', () => ended.includes('explain 503'));
  expect((await send(`${own.url}/livez`)).status).toBe(200);
  ended.push('livez');
  const answers = await Promise.all(explained);
  const refused = answers.filter(({ status }) => status === 503);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(24 - refused.length);
  expect(refused[0]).toMatchObject({ json: { code: 'overloaded' } });
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(ended.indexOf('livez')).toBeLessThan(ended.lastIndexOf('explain 200'));
});

test('clients that leave free their places in the queue', async () => {
  await using own = await startApi(redis.url);
  const leaving = Array.from({ length: 10 }, () => new AbortController());
  const left = leaving.map(({ signal }) =>
    send(`${own.url}/v1/explain`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/html' },
      body: cashtags(0, 1_000_000),
      signal,
    }).catch(() => 'left'),
  );
  await until('some to wait', () => own.pending() > 1);
  for (const controller of leaving) controller.abort();
  expect(await Promise.all(left)).toContain('left');
  await until('the server to notice', () => own.pending() === 0);
  expect((await explain('text/html', POST_BODY, { at: own })).status).toBe(200);
});
