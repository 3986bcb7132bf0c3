import { sinaSpan } from '../../support/build.ts';
import { finished, post, send } from '../../support/client.ts';
import { POST, POST_BODY } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type System, startSystem } from '../../support/start-system.ts';

let system: System;
let api: string;
/** It accepts articles of up to 1000 bytes. */
let small: string;
/** It has no worker. */
let idle: string;
let idleRedis: RedisServer;

beforeAll(async () => {
  [system, idleRedis] = await Promise.all([startSystem(), startRedis()]);
  [api, small, idle] = await Promise.all([
    system.startApi(),
    system.startApi({ MAX_BODY_BYTES: '1000' }),
    system.startApi({ REDIS_URL: idleRedis.url }),
    system.startWorker(),
  ]);
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await idleRedis[Symbol.asyncDispose]();
});

const JSON_TYPE = 'application/json';
const jsonOf = (text: string, more = {}) => JSON.stringify({ html: `<p>${text}</p>`, ...more });
const answerOf = async (at: string, id: string) => (await finished(at, id)).json;

describe('one article', () => {
  test.each([
    ['JSON with HTML', JSON_TYPE, jsonOf('一')],
    ['JSON with a post', JSON_TYPE, JSON.stringify({ markdown: `${POST}<!-- 二 -->` })],
    ['HTML', 'text/html', '<p>三</p>'],
    ['a Hexo post', 'text/markdown', `${POST}<!-- 四 -->`],
  ])('as %s is answered by 202 with where and when to read it, and can be read at once', async (...form) => {
    const [, type, body] = form;
    const { status, headers, json } = await post(api, type, body);
    expect(status).toBe(202);
    expect(json.id).toMatch(/^a_[a-z2-7]{26}$/);
    const url = `/v1/articles/${json.id}`;
    expect(json).toEqual({ id: json.id, status: 'queued', duplicate: false, url });
    expect(headers.get('location')).toBe(url);
    expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect([200, 202]).toContain((await send(api + url)).status);
  });

  test('can have all metadata, which its result repeats', async () => {
    const metadata = {
      title: '标题',
      url: 'https://example.com/a',
      source: '来源',
      author: '作者',
      publishedAt: '2021-06-08T10:10:00+08:00',
      externalId: '7',
    };
    const { id } = (await post(api, JSON_TYPE, jsonOf('说明', metadata))).json;
    const { article } = await answerOf(api, id);
    expect(article).toMatchObject({ ...metadata, publishedAt: '2021-06-08T02:10:00.000Z', format: 'html' });
  });

  test('that comes again keeps its id and is answered by 200 if it is finished, else by 202', async () => {
    const first = await post(api, JSON_TYPE, jsonOf('再来'));
    const { id, url } = first.json;
    await finished(api, id);
    const again = await post(api, JSON_TYPE, jsonOf('再来'));
    expect([again.status, again.headers.get('location')]).toEqual([200, url]);
    expect(again.json).toEqual({ id, status: 'enriched', duplicate: true, url });
    for (const duplicate of [false, true]) {
      const waiting = await post(idle, JSON_TYPE, jsonOf('再来'));
      expect(waiting).toMatchObject({ status: 202, json: { id, status: 'queued', duplicate } });
    }
  });

  test('is answered by its result if the client prefers to wait, and by a receipt when the wait ends', async () => {
    const result = await post(api, 'text/html', '<p>等</p>', { Prefer: 'wait=20' });
    expect(result.status).toBe(200);
    expect(result.json).toMatchObject({ status: 'enriched', duplicate: false, body: '<p>等</p>' });
    const patient = await post(api, 'text/html', '<p>等</p>', { Prefer: 'wait=99' });
    expect(patient.headers.get('preference-applied')).toBe('wait=30');
    expect(patient.json).toMatchObject({ id: result.json.id, duplicate: true });
    const inVain = await post(idle, 'text/html', '<p>等</p>', { Prefer: 'wait=1' });
    expect(inVain).toMatchObject({ status: 202, json: { status: 'queued' } });
  });

  test.each([
    ['an unknown field', JSON_TYPE, jsonOf('x', { titel: 'y' }), 422, 'invalid_article', ['/titel']],
    [
      'two faults',
      JSON_TYPE,
      jsonOf('x', { title: 1, url: 'y' }),
      422,
      'invalid_article',
      ['/title', '/url'],
    ],
    ['no text', 'text/html', ' ', 422, 'invalid_article', ['/html']],
    ['broken JSON', JSON_TYPE, '{', 400, 'invalid_request', undefined],
    ['another type', 'application/pdf', 'x', 415, 'unsupported_media_type', undefined],
    ['too many bytes', 'text/html', 'x'.repeat(1001), 413, 'article_too_large', undefined],
  ])(
    'with %s is refused by a problem that names the fault',
    async (...[, type, body, status, code, pointers]) => {
      const answer = await post(small, type, body);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect([answer.status, answer.json]).toEqual([
        status,
        {
          type: `urn:tickerspan:problem:${code}`,
          title: expect.any(String),
          status,
          detail: expect.any(String),
          code,
          requestId: answer.headers.get('x-request-id'),
          ...(pointers
            ? { errors: pointers.map((pointer) => ({ pointer, detail: expect.any(String) })) }
            : {}),
        },
      ]);
    },
  );
});

describe('an article that is only explained', () => {
  const explain = (type: string, body: string) =>
    send(`${api}/v1/explain`, { method: 'POST', headers: { 'Content-Type': type }, body });

  test.each([
    ['text/html', `${POST_BODY}<!-- 解 -->`],
    ['text/markdown', `${POST}<!-- 释 -->`],
    [JSON_TYPE, JSON.stringify({ html: `${POST_BODY}<!-- 一 -->` })],
  ])('as %s has its candidates with the evidence, and is not stored', async (type, body) => {
    const { status, json } = await explain(type, body);
    expect(status).toBe(200);
    const evidence = expect.arrayContaining([
      { signal: expect.any(String), weight: expect.any(Number), detail: expect.any(String) },
    ]);
    expect(json.candidates).toMatchObject([
      { mention: true, ticker: 'sz000625', genuine: true, evidence },
      { mention: true, ticker: 'sz300832', genuine: false, evidence },
    ]);
    expect((await post(idle, type, body)).json.duplicate).toBe(false);
    expect((await post(api, type, body)).json.duplicate).toBe(false);
  });

  test.each([
    ['mojibake', `<p>${Buffer.from('重庆长安汽车股份有限公司').toString('latin1')}</p>`],
    ['unclosed-span', '<p><span id="stock_sh600519">贵州茅台公告。</p>'],
    ['unknown-market', '<p><span id="stock_xx600519">贵州茅台</span></p>'],
    ['index-not-company', `<p>${sinaSpan('sh000001', '上证指数')}上涨。</p>`],
    [
      'comment-and-spans-disagree',
      `<p>${sinaSpan('sz000625', '长安汽车')}</p><!-- news_keyword_pub,stock,sh600519 -->`,
    ],
  ])('has the warning %s', async (code, body) => {
    const { json } = await explain('text/html', body);
    expect(json.warnings.map((warning: { code: string }) => warning.code)).toContain(code);
  });
});
