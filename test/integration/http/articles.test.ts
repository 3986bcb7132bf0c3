import { gzipSync } from 'node:zlib';
import { strip } from '../../../src/articles/annotate.ts';
import { type Exchange, startExchange } from '../../../tools/simulator/exchange.ts';
import { finished, post, send } from '../../support/client.ts';
import { POST, POST_BODY } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, type RunningWorker, startApi, startWorker } from '../../support/start-service.ts';

let redis: RedisServer;
let exchange: Exchange;
let api: Api;
let worker: RunningWorker;

beforeAll(async () => {
  [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
  api = await startApi(redis.url);
  worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

describe('a Hexo post', () => {
  test('is accepted with its id and location, and can be read at once', async () => {
    const accepted = await post(api.url, 'text/markdown', `${POST}<!-- at once -->`);
    expect(accepted.status).toBe(202);
    expect(accepted.json).toMatchObject({ status: 'queued', duplicate: false });
    expect(accepted.json.id).toMatch(/^a_[a-z2-7]{26}$/);
    expect(accepted.headers.get('location')).toBe(`/v1/articles/${accepted.json.id}`);
    expect(accepted.headers.get('retry-after')).toBe('1');
    const read = await send(`${api.url}${accepted.json.url}`);
    expect([200, 202]).toContain(read.status);
    expect(['queued', 'processing', 'enriched']).toContain(read.json.status);
  });

  test('is returned with judged mentions, a priced company and the metadata', async () => {
    const { json } = await finished(api.url, (await post(api.url, 'text/markdown', POST)).json.id);
    expect(json.status).toBe('enriched');
    expect(json.article).toMatchObject({
      title: '车展侧记：新能源{展区}人气最旺',
      author: '新浪财经',
      publishedAt: '2021-06-08T02:10:00.000Z',
      format: 'markdown',
    });
    const places = json.mentions.map(
      (mention: { start: number; end: number; ticker: string; genuine: boolean }) => [
        mention.ticker,
        POST_BODY.slice(mention.start, mention.end),
        mention.genuine,
      ],
    );
    expect(places).toEqual([
      ['sz000625', '长安汽车', true],
      ['sz300832', '新产业', false],
    ]);
    expect(json.companies).toHaveLength(1);
    expect(json.companies[0]).toMatchObject({
      ticker: 'sz000625',
      market: 'XSHE',
      kind: 'company',
      mentions: 1,
    });
    expect(json.companies[0].quote).toMatchObject({ name: '长安汽车', currency: 'CNY', source: 'simulator' });
  });

  test('is returned byte for byte except for the annotations', async () => {
    const { id } = (await post(api.url, 'text/markdown', POST)).json;
    const { json } = await finished(api.url, id);
    expect(json.body).toContain('<span id="quote_sz300832"></span>');
    expect(json.body).toMatch(
      /<span id="quote_sz000625"><span [^>]*>\(\d+\.\d\d, [+-]?\d+\.\d\d, [+-]?\d+\.\d\d%\)<\/span><\/span>/,
    );
    expect(json.body).not.toBe(POST_BODY);
    expect(strip(json.body)).toBe(POST_BODY);
    const html = await send(`${api.url}/v1/articles/${id}`, { headers: { Accept: 'text/html' } });
    expect(html.text).toBe(json.body);
    expect(html.headers.get('content-security-policy')).toMatch(/^sandbox/);
    const markdown = await send(`${api.url}/v1/articles/${id}`, { headers: { Accept: 'text/markdown' } });
    const frontMatter = POST.slice(0, POST.length - POST_BODY.length);
    expect(markdown.text).toBe(
      `${frontMatter.replace(/---\n$/, 'tickers: [sz000625] # added by tickerspan\n---\n')}${json.body}`,
    );
  });

  test('is a duplicate when it is submitted again, even in its annotated form', async () => {
    const { id } = (await post(api.url, 'text/markdown', POST)).json;
    await finished(api.url, id);
    const again = await post(api.url, 'text/markdown', POST);
    expect(again.status).toBe(200);
    expect(again.json).toEqual({ id, status: 'enriched', duplicate: true, url: `/v1/articles/${id}` });
    const givenBack = await send(`${api.url}/v1/articles/${id}`, { headers: { Accept: 'text/markdown' } });
    expect((await post(api.url, 'text/markdown', givenBack.text)).json).toMatchObject({
      id,
      duplicate: true,
    });
  });
});

describe('an article in another form', () => {
  test('has the same mentions as JSON and as HTML', async () => {
    const asJson = await post(
      api.url,
      'application/json',
      JSON.stringify({ html: POST_BODY, title: 'Messe', source: 'Probe' }),
    );
    const asHtml = await post(api.url, 'text/html; charset=utf-8', POST_BODY);
    const [first, second] = await Promise.all([
      finished(api.url, asJson.json.id),
      finished(api.url, asHtml.json.id),
    ]);
    expect(first.json.mentions).toEqual(second.json.mentions);
    expect(first.json.mentions).toHaveLength(2);
    expect(first.json.article).toMatchObject({ title: 'Messe', source: 'Probe', format: 'html' });
    expect(first.json.id).not.toBe(second.json.id);
  });

  test('is accepted with gzip', async () => {
    const zipped = await post(api.url, 'text/markdown', new Uint8Array(gzipSync(POST)), {
      'Content-Encoding': 'gzip',
    });
    const plain = await post(api.url, 'text/markdown', POST);
    expect(zipped.json.id).toBe(plain.json.id);
  });

  test('is enriched without mentions if it has no ticker', async () => {
    const { json } = await finished(
      api.url,
      (await post(api.url, 'text/html', '<p>今天没有公司。</p>')).json.id,
    );
    expect(json).toMatchObject({
      status: 'enriched',
      body: '<p>今天没有公司。</p>',
      mentions: [],
      companies: [],
    });
  });
});

test('two hundred concurrent posts of one article make one article and one job', async () => {
  const body = '<p>同一篇报道，许多抓取者。</p>';
  const answers = await Promise.all(Array.from({ length: 200 }, () => post(api.url, 'text/html', body)));
  expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
  expect(answers.filter(({ json }) => !json.duplicate)).toHaveLength(1);
  await finished(api.url, answers[0]?.json.id);
});

test('all tickers of an article are requested together', async () => {
  const span = (code: string, name: string) =>
    `<p>据公告，<span id="stock_${code}">${name}</span>股份有限公司昨日上涨。</p>`;
  const before = exchange.requests.length;
  const body = span('sh600519', '贵州茅台') + span('sz300750', '宁德时代') + span('sh601988', '中国银行');
  const { json } = await finished(api.url, (await post(api.url, 'text/html', body)).json.id);
  expect(json.companies.map(({ ticker }: { ticker: string }) => ticker)).toEqual([
    'sh600519',
    'sz300750',
    'sh601988',
  ]);
  const asked = exchange.requests.slice(before).map(({ symbols }) => [...symbols].sort());
  expect(asked).toEqual([['sh600519', 'sh601988', 'sz300750']]);
});

test('a company that no provider knows is listed without a quote', async () => {
  const body =
    '<p><span id="stock_sh688688">蚂蚁集团</span><span id="quote_sh688688"></span>宣布推迟上市。</p>';
  const { json } = await finished(api.url, (await post(api.url, 'text/html', body)).json.id);
  expect(json.companies).toMatchObject([
    { ticker: 'sh688688', name: '蚂蚁集团', quote: null, missing: 'unknown' },
  ]);
  expect(json.body).toContain('<span id="quote_sh688688"></span>');
});
