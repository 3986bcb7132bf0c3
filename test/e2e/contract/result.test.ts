import { strip } from '../../../src/articles/annotate.ts';
import { sinaSpan } from '../../support/build.ts';
import { type Answer, finished, post } from '../../support/client.ts';
import { POST, POST_BODY } from '../../support/posts.ts';
import { type System, startSystem } from '../../support/start-system.ts';

let system: System;
let api: string;
let id: string;
let result: Answer;

beforeAll(async () => {
  system = await startSystem();
  [api] = await Promise.all([system.startApi(), system.startWorker()]);
  id = (await post(api, 'text/markdown', POST)).json.id;
  result = await finished(api, id);
});

afterAll(() => system[Symbol.asyncDispose]());

test('a result says what became of the article, and when', () => {
  const { json } = result;
  expect(json).toMatchObject({ id, status: 'enriched', revision: 1 });
  const instants = [json.receivedAt, json.enrichedAt, json.expiresAt, json.article.publishedAt];
  for (const instant of instants) expect(instant).toBe(new Date(instant).toISOString());
  expect(Date.parse(json.expiresAt) - Date.parse(json.receivedAt)).toBe(7 * 86_400_000);
  expect(json.article).toMatchObject({
    format: 'markdown',
    sha256: expect.stringMatching(/^[\da-f]{64}$/),
  });
});

test('a result has the place of each mention, genuine or not, in the submitted body', () => {
  const { mentions } = result.json;
  expect(mentions).toHaveLength(2);
  for (const { start, end, text, genuine, confidence, evidence } of mentions) {
    expect(POST_BODY.slice(start, end)).toBe(text);
    expect(genuine).toBe(confidence >= 0.5);
    expect(evidence.length).toBeGreaterThan(0);
  }
  expect(mentions.map(({ genuine }: { genuine: boolean }) => genuine)).toEqual([true, false]);
});

test('a result has the companies of the genuine mentions, each with its notations, links and quote', () => {
  expect(result.json.companies).toMatchObject([
    {
      ticker: 'sz000625',
      name: '长安汽车',
      market: 'XSHE',
      kind: 'company',
      mentions: 1,
      notations: { yahoo: '000625.SZ' },
      links: { sina: expect.stringContaining('sz000625'), eastmoney: expect.any(String) },
      quote: { price: expect.any(Number), currency: 'CNY', source: 'simulator', state: 'trading' },
    },
  ]);
  expect(result.json.companies).toHaveLength(1);
});

test('a result has the original body with only the annotations added', () => {
  const { body } = result.json;
  expect(strip(body)).toBe(POST_BODY);
  expect(body).toMatch(/data-ticker="sz000625"[^>]*>长安汽车<\/a>/);
  expect(body).not.toContain('data-ticker="sz300832"');
});

test('a result says why a quote is missing, and has a quote for a suspended listing', async () => {
  const tickers = [
    ['sz000625', '长安汽车', { quote: { state: 'trading' } }],
    ['sz002731', '萃华珠宝', { quote: { state: 'suspended', price: null, change: null } }],
    ['sh688688', '蚂蚁集团', { quote: null, missing: 'unknown' }],
  ] as const;
  const body = tickers.map(([ticker, name]) => `${sinaSpan(ticker, name)}股份有限公司`).join('，');
  const { json } = await post(api, 'text/html', `<p>${body}公告。</p>`, { Prefer: 'wait=20' });
  expect(json.companies).toMatchObject(tickers.map(([ticker, , company]) => ({ ticker, ...company })));
});

test('a result meets the quote timeout although every provider hangs', async () => {
  await using other = await startSystem();
  other.exchange.setFault('all', 'hang');
  const settings = { QUOTE_TIMEOUT_MS: '1000' };
  const [origin] = await Promise.all([other.startApi(settings), other.startWorker(settings)]);
  const { json } = await post(origin, 'text/markdown', POST, { Prefer: 'wait=20' });
  expect(json).toMatchObject({
    status: 'enriched',
    companies: [{ quote: null, missing: 'upstream-error' }],
  });
});
