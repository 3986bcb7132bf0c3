import iconv from 'iconv-lite';
import { strip } from '../../../src/articles/annotate.ts';
import { sinaSpan } from '../../support/build.ts';
import { finished, post, send } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, type RunningWorker, startApi, startWorker } from '../../support/start-service.ts';

let redis: RedisServer;
let api: Api;
let worker: RunningWorker;

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url);
  worker = await startWorker({ redisUrl: redis.url, quotesUrl: 'http://127.0.0.1:9' });
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const paragraph = (text: string): string =>
  `<p>${text}重庆${sinaSpan('sz000625', '长安汽车')}股份有限公司公告。</p>`;
const encoded = (text: string, charset: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(iconv.encode(text, charset));

test.each([
  ['text/html; charset=GBK', 'gbk', paragraph('一')],
  ['text/html;charset="gb2312"', 'gbk', paragraph('二')],
  ['text/html; charset=gb18030', 'gb18030', paragraph('𠮷')],
  ['text/html', 'gbk', `<meta charset=gbk>${paragraph('三')}`],
  ['text/html', 'utf-16le', `\uFEFF${paragraph('四')}`],
  ['text/markdown; charset=gbk', 'gbk', `---\ntitle: 标题\n---\n${paragraph('五')}`],
] as const)('%s in %s is decoded, and the offsets refer to the text', async (type, charset, text) => {
  const { json } = await finished(api.url, (await post(api.url, type, encoded(text, charset))).json.id);
  const body = text.slice(text.startsWith('---') ? text.indexOf('<p>') : 0);
  const [mention] = json.mentions;
  expect(body.slice(mention.start, mention.end)).toBe('长安汽车');
  expect(strip(json.body)).toBe(body);
});

test('an article has the same id in every charset', async () => {
  const text = paragraph('同');
  const gbk = await post(api.url, 'text/html; charset=gbk', encoded(text, 'gbk'));
  expect((await post(api.url, 'text/html', text)).json.id).toBe(gbk.json.id);
});

test('bytes that are invalid in their charset and unsupported charsets are refused', async () => {
  const broken = await post(api.url, 'text/html; charset=gbk', new Uint8Array([0x3c, 0xff, 0x3e]));
  expect(broken).toMatchObject({ status: 400, json: { code: 'invalid_request' } });
  expect(broken.json.detail).toMatch(/GB18030/);
  const unknown = await post(api.url, 'text/html; charset=shift_jis', '<p>x</p>');
  expect(unknown).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } });
  const lines = await post(api.url, 'application/x-ndjson; charset=gbk', '{}');
  expect(lines).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } });
});

test('an explained article may have another charset too', async () => {
  const answer = await send(`${api.url}/v1/explain`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/html; charset=gbk' },
    body: encoded(paragraph('六'), 'gbk'),
  });
  expect(answer.json.candidates).toMatchObject([{ ticker: 'sz000625', text: '长安汽车' }]);
});
