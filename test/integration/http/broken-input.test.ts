import { strip } from '../../../src/articles/annotate.ts';
import { type Exchange, startExchange } from '../../../tools/simulator/exchange.ts';
import { sinaSpan, sinaUrl } from '../../support/build.ts';
import { finished, post, send } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, type RunningWorker, startApi, startWorker } from '../../support/start-service.ts';

let redis: RedisServer;
let exchange: Exchange;
let api: Api;
/** The same API with a larger size limit. */
let roomy: Api;
let worker: RunningWorker;

beforeAll(async () => {
  [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
  api = await startApi(redis.url);
  roomy = await startApi(redis.url, { maxBodyBytes: 16 * 1024 * 1024 });
  worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await roomy[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

/** A paragraph in which every reader finds the company. */
const SOUND = `<p>重庆${sinaSpan('sz000625', '长安汽车')}股份有限公司公告。</p>`;

interface Enriched {
  readonly tickers: readonly string[];
  readonly annotated: string;
}

/**
 * Submits a body and returns its result. The article must be enriched and contain the submitted
 * body.
 */
async function enriched(body: string, { asJson = false, at = api } = {}): Promise<Enriched> {
  const accepted = asJson
    ? await post(at.url, 'application/json', JSON.stringify({ html: body }))
    : await post(at.url, 'text/html', body);
  expect(accepted.status).toBe(202);
  const { json } = await finished(at.url, accepted.json.id);
  expect(json.status).toBe('enriched');
  expect(strip(json.body) === body).toBe(true);
  for (const { start, end, text } of json.mentions) {
    const slice = body.slice(start, end);
    if (slice !== text) expect(slice).toMatch(/[<&]/);
  }
  return {
    tickers: json.mentions.map(({ ticker }: { ticker: string }) => ticker),
    annotated: json.body,
  };
}

describe('broken markup', () => {
  test.each([
    ['an attribute that is never closed', `${SOUND}<p><span id="stock_sh600519>贵州茅台</span>公告。</p>`],
    [
      'an attribute that ends at the next one',
      `${SOUND}<p><a href="${sinaUrl('sh600519')}" target="_blank>贵州茅台</a>公告。</p><p title="后文">完</p>`,
    ],
    [
      'an attribute in single quotes that is never closed',
      `${SOUND}<a href='${sinaUrl('sh600519')}>贵州茅台</a>`,
    ],
    ['a comment that is never closed', `${SOUND}<!-- <span id="stock_sh600519">贵州茅台</span>`],
    ['a comment cut off before its last dash', `${SOUND}<!--news_keyword_pub,stock,sz000625--<p>后文</p>`],
    [
      'an advertisement’s comment that was cut off',
      `${SOUND}<!--article_adlist[<p cms-style="font-M">--><p>后文</p>`,
    ],
    [
      'a cut-off comment that swallows another',
      `${SOUND}<!--article_adlist[<p><!-- news_keyword_pub,stock, -->后文`,
    ],
    ['a tag that is cut off at the end of the text', `${SOUND}<span id="stock_sh600519"`],
    ['an opening angle bracket at the end', `${SOUND}<`],
    [
      'a script that is never closed',
      `${SOUND}<script>const a = '${sinaSpan('sh600519', '贵州茅台')}（600519.SH）';`,
    ],
    ['closing tags without opening ones', `</a></span></div>${SOUND}</p></span></a>`],
    ['an entity that is cut off', `${SOUND}&am`],
  ])('leaves the rest of the article enriched: %s', async (_what, body) => {
    const { tickers, annotated } = await enriched(body);
    expect(tickers).toEqual(['sz000625']);
    expect(annotated).toContain('data-ticker="sz000625"');
  });

  test('with a span that is never closed is text, and the next span is read', async () => {
    const { tickers } = await enriched(`<p>据<span id="stock_sh600519">贵州茅台公告。</p>${SOUND}`);
    expect(tickers).toEqual(['sz000625']);
  });
});

describe('text that only looks like markup', () => {
  test.each([
    ['angle brackets around words', `<p>《关于<回购公司股份方案>的议案》，3<5，>>更多</p>${SOUND}`],
    [
      'an unescaped ampersand in an address',
      `<a href="https://example.com/?a=1&parentId=2&copy=3">详情</a>${SOUND}`,
    ],
    ['template braces', `<p>{{ stock }} {% raw %} <?php echo 1 ?> $& $1</p>${SOUND}`],
    ['braces as entities in a style', `<style>.qr&#123;color:red&#125;</style>${SOUND}`],
  ])('is kept beside the mention: %s', async (_what, body) => {
    expect((await enriched(body)).tickers).toEqual(['sz000625']);
  });
});

describe('characters that are hard to count', () => {
  test.each([
    ['Windows line ends', `<p>\r\n　　导语\r\n</p>\r\n${SOUND}\r\n`],
    ['line ends of every kind', `<p>一\r二\n三\r\n四\u2028五\u0085六</p>${SOUND}`],
    ['surrogate pairs before and after the name', `<p>😀𠮷👨‍👩‍👧</p>${SOUND.replaceAll('股份', '😀股份')}𠮷`],
    ['NUL', `\0<p>\0导语</p>${SOUND}\0`],
    ['a byte order mark', `\uFEFF${SOUND}`],
    ['byte order marks in the text', `<p>\uFEFF导\uFEFF语</p>${SOUND}\uFEFF`],
    ['combining and bidirectional marks', `<p>e\u0301\u202E\u2066א\u2069</p>${SOUND}`],
    ['noncharacters and control characters', `<p>\uFFFE\uFFFF\u{10FFFF}\u0001\u001B</p>${SOUND}`],
  ])('are returned unchanged with correct offsets: %s', async (_what, body) => {
    for (const asJson of [false, true]) {
      const { tickers, annotated } = await enriched(asJson ? `${body}<!-- JSON -->` : body, { asJson });
      expect(tickers).toEqual(['sz000625']);
      expect(annotated).toContain('data-ticker="sz000625"');
    }
  });

  test.each([
    ['a high one', 'html', `${SOUND}\ud83d`],
    ['a low one', 'html', `\ude00${SOUND}`],
    ['two in the wrong order', 'html', `${SOUND}\ude00\ud83d`],
    ['one in a post', 'markdown', `---\ntitle: x\n---\n${SOUND}\ud83d。`],
  ])(
    'include lone surrogates, which JSON can express and which are refused with their place: %s',
    async (_what, field, text) => {
      const answer = await post(api.url, 'application/json', JSON.stringify({ [field]: text }));
      expect(answer).toMatchObject({
        status: 422,
        json: { code: 'invalid_article', errors: [{ pointer: `/${field}`, detail: 'Lone surrogate' }] },
      });
    },
  );

  test('must be valid UTF-8', async () => {
    const gbk = new Uint8Array([...new TextEncoder().encode(SOUND), 0xb3, 0xa4, 0xb0, 0xb2]);
    expect(await post(api.url, 'text/html', gbk)).toMatchObject({
      status: 400,
      json: { code: 'invalid_request', detail: expect.stringMatching(/^The body is not UTF-8: /) },
    });
  });
});

describe('markup that was escaped for another language', () => {
  const escaped = (from: string, to: string) => SOUND.replaceAll(from, to);

  test.each([
    ['quotes with backslashes, as in SQL and JSON', `${escaped('"', '\\"')}\\r\\n`],
    ['quotes with two backslashes', escaped('"', '\\\\\\"')],
    ['doubled quotes', escaped('"', '""')],
    ['quotes as entities', escaped('"', '&quot;')],
    ['all markup as entities', escaped('<', '&lt;').replaceAll('>', '&gt;')],
    ['letters that lost their backslashes', `<p>u957fu5b89u6c7du8f66</p>${escaped('"', '\\"')}`],
    [
      'a font’s name that broke its tag',
      `<font style="font-family:" pingfang="" sc",="">${escaped('"', "''")}`,
    ],
    ['an insert statement', `INSERT INTO \`post\` VALUES (1,'You''d ${escaped('"', '\\"')}\\n','x');\n`],
  ])('has no mention and is returned unchanged: %s', async (_what, body) => {
    const { tickers, annotated } = await enriched(body);
    expect(tickers).toEqual([]);
    expect(annotated).toBe(body);
  });
});

describe('a huge article', () => {
  test('with 200,000 spans, each with a name, is enriched, and the first thousand are mentions', async () => {
    const body = `<p>${'<span id=stock_sz000625>长安汽车</span>股份、'.repeat(200_000)}</p>`;
    expect((await enriched(body, { at: roomy })).tickers).toHaveLength(1000);
  });

  test('with 200,000 spans that are never closed is enriched', async () => {
    const body = `${SOUND}<p>${'<span id=stock_sz000625>'.repeat(200_000)}</p>`;
    expect((await enriched(body)).tickers).toEqual(['sz000625']);
  });

  test('with 200,000 empty spans is enriched and can be explained', async () => {
    const body = `${SOUND}<p>${'<span id=stock_sz000625></span>'.repeat(200_000)}</p>`;
    expect((await enriched(body, { at: roomy })).tickers).toEqual(['sz000625']);
    const explained = await send(`${roomy.url}/v1/explain`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/html' },
      body,
    });
    expect(explained.status).toBe(200);
    expect(explained.json.candidates[0]).toMatchObject({ mention: true, ticker: 'sz000625' });
  });

  test('with 200,000 placeholders gets one price', async () => {
    const body = `${SOUND}<p>${'<span id=quote_sz000625></span>'.repeat(200_000)}</p>`;
    const { annotated } = await enriched(body, { at: roomy });
    expect(annotated.match(/data-quoted-at/g)).toHaveLength(1);
  });

  test.each([
    ['codes', '600519.SH '],
    ['links to one company', `<a href=${sinaUrl('sz000625')}>长安汽车</a>`],
    ['one company’s name', '长安汽车股份、'],
  ])('of 5 MB of %s is enriched, and the first thousand are mentions', async (_what, piece) => {
    const body = SOUND + piece.repeat(Math.floor(5_000_000 / Buffer.byteLength(piece)));
    expect((await enriched(body)).tickers).toHaveLength(1000);
  });

  test.each([
    [
      'each with its own name',
      (count: number) => Array.from({ length: count }, (_, i) => `a${i}=${i}`).join(' '),
    ],
    ['all with the same name', (count: number) => 'a="1" '.repeat(count)],
    ['all named id', (count: number) => 'id=stock_sh600519 '.repeat(count)],
    ['all without a value', (count: number) => 'data-link '.repeat(count)],
  ])('with 100,000 attributes on one tag, %s, is enriched', async (_what, attributes) => {
    const body = `<p>重庆<span id="stock_sz000625" ${attributes(100_000)}>长安汽车</span>股份有限公司公告。</p>`;
    expect((await enriched(body)).tickers).toEqual(['sz000625']);
  });

  test('of a megabyte of nested divisions with a mention in the innermost is enriched', async () => {
    const depth = Math.ceil(1_000_000 / '<div>'.length);
    expect((await enriched('<div>'.repeat(depth) + SOUND + '</div>'.repeat(depth))).tickers).toEqual([
      'sz000625',
    ]);
    expect((await enriched('<div>'.repeat(depth) + SOUND)).tickers).toEqual(['sz000625']);
  });

  test('of nested spans and links with a mention in the innermost is enriched', async () => {
    expect((await enriched(`${'<span>'.repeat(150_000)}${SOUND}`)).tickers).toEqual(['sz000625']);
    expect((await enriched(`${'<a><b>'.repeat(150_000)}${SOUND}`)).tickers).toEqual(['sz000625']);
    const inParagraphs = `${'<span>'.repeat(100_000)}${'<p>导语'.repeat(100_000)}`;
    expect((await enriched(`${inParagraphs}${SOUND}`)).tickers).toEqual(['sz000625']);
  });

  test('of one paragraph of 4 MB without a mention is returned unchanged', async () => {
    const sentence = '这一段里没有任何上市公司，';
    const body = `<p>${sentence.repeat(Math.ceil(4_000_000 / Buffer.byteLength(sentence)))}</p>`;
    const { tickers, annotated } = await enriched(body);
    expect(tickers).toEqual([]);
    expect(annotated === body).toBe(true);
  });

  test.each([
    ['opening angle brackets', '<'],
    ['ampersands', '&'],
    ['dollar signs', '$'],
    ['opening brackets', '（'],
    ['digits', '6'],
    ['beginnings of comments', '<!--'],
    ['exchange labels', '（NYSE：'],
    ['line ends', '\r\n'],
    ['character references', '&#38271;'],
  ])('of a megabyte of %s after a mention is enriched', async (_what, piece) => {
    const body = SOUND + piece.repeat(Math.ceil(1_000_000 / Buffer.byteLength(piece)));
    expect((await enriched(body)).tickers).toEqual(['sz000625']);
  });

  test('with a comment that announces 300,000 tickers is enriched', async () => {
    const body = `${SOUND}<!-- news_keyword_pub,stock,${'sz000625&'.repeat(300_000)} -->`;
    expect((await enriched(body)).tickers).toEqual(['sz000625']);
  });

  test('beyond the limit is refused with the limit', async () => {
    const answer = await post(api.url, 'text/html', SOUND.repeat(40_000));
    expect(answer).toMatchObject({
      status: 413,
      json: { code: 'article_too_large', detail: 'An article may have at most 5242880 bytes' },
    });
  });
});
