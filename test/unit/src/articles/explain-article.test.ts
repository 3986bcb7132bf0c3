import { type Explanation, explainArticle } from '../../../../src/articles/explain-article.ts';
import { anArticle, sinaSpan, sinaUrl } from '../../../support/build.ts';

const CHANGAN = `重庆${sinaSpan('sz000625', '长安汽车')}股份有限公司`;

const explain = (body: string, options: Partial<Parameters<typeof explainArticle>[1]> = {}): Explanation =>
  explainArticle(anArticle({ body }), { minConfidence: 0.5, linkRepeats: true, ...options });

const warningsOf = (body: string) => explain(body).warnings;
const codesOf = (body: string) => warningsOf(body).map(({ code }) => code);

describe('the candidates', () => {
  const body =
    `<p>${CHANGAN}公告，园区成立协同创${sinaSpan('sz300832', '新产业')}旗舰平台。</p>` +
    `<p>${sinaSpan('sh600519', '')}另据（NYSE：BABA、港交所：9988）披露，长安汽车股价上涨。</p>`;
  const { candidates } = explain(body);

  test('are listed in text order, both mentions and rejected elements', () => {
    expect(candidates.map(({ ticker, mention, dialect }) => [ticker, mention, dialect])).toEqual([
      ['sz000625', true, 'sina'],
      ['sz300832', true, 'sina'],
      ['sh600519', false, 'sina'],
      ['usBABA', true, 'text'],
      ['hk09988', true, 'text'],
      ['sz000625', true, 'name'],
    ]);
    const starts = candidates.map(({ start }) => start);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  test('have text, offsets, confidence and evidence if they are mentions', () => {
    const mentions = candidates.filter((candidate) => candidate.mention);
    expect(mentions.map(({ text }) => text)).toEqual(['长安汽车', '新产业', 'BABA', '9988', '长安汽车']);
    for (const { start, end, text, confidence, genuine, evidence } of mentions) {
      expect(body.slice(start, end)).toBe(text);
      expect(genuine).toBe(confidence >= 0.5);
      expect(evidence.length).toBeGreaterThan(0);
      for (const { signal, weight, detail } of evidence) {
        expect([typeof signal, typeof weight, typeof detail]).toEqual(['string', 'number', 'string']);
      }
    }
  });

  test('distinguish genuine from false mentions, and first from later ones', () => {
    const verdicts = candidates.flatMap((candidate) =>
      candidate.mention ? [[candidate.text, candidate.genuine, candidate.first]] : [],
    );
    expect(verdicts).toEqual([
      ['长安汽车', true, true],
      ['新产业', false, true],
      ['BABA', true, true],
      ['9988', true, true],
      ['长安汽车', true, false],
    ]);
  });

  test('have a reason and no verdict if they are rejected elements', () => {
    const rejected = candidates.find(({ mention }) => !mention);
    expect(rejected).toEqual({
      mention: false,
      ticker: 'sh600519',
      dialect: 'sina',
      start: body.indexOf('>', body.indexOf('stock_sh600519')) + 1,
      reason: 'the element holds no text',
    });
  });

  test('contain no later occurrences if those are not requested', () => {
    const without = explain(body, { linkRepeats: false }).candidates;
    expect(without).toEqual(candidates.filter(({ dialect }) => dialect !== 'name'));
  });

  test('are genuine from the given threshold', () => {
    const at = (minConfidence: number) =>
      explain(body, { minConfidence, linkRepeats: false }).candidates.map(
        (candidate) => candidate.mention && candidate.genuine,
      );
    expect(at(0)).toEqual([true, true, false, true, true]);
    expect(at(1.1)).toEqual([false, false, false, false, false]);
  });

  test('are empty for an article without candidates', () => {
    expect(explain('<p>今天没有公司。</p>')).toMatchObject({ candidates: [], warnings: [] });
  });
});

describe('a clean article', () => {
  test.each([
    ['without mentions', '<p>今天没有公司。</p>'],
    ['with its linker’s comment', `<p>${CHANGAN}公告。</p><!-- news_keyword_pub,stock,sz000625 -->`],
    ['with a comment that announces nothing', '<p>今天没有公司。</p><!-- news_keyword_pub,stock, -->'],
    ['without comment', `<p>${CHANGAN}公告。</p>`],
    [
      'whose text spells codes beside the spans that its comment announces',
      `<p>${CHANGAN}与腾讯（00700.HK）签约，$TSLA 与长安汽车上涨。</p><!-- news_keyword_pub,stock,sz000625 -->`,
    ],
    ['with shop pages’ ids', `<p id="stock_num" class="stock_uom"><i id=stock_sz_000001></i>${CHANGAN}</p>`],
    [
      'with letters of other languages',
      `<p>Crédit Agricole、Nestlé、Müller、ÄÖÜäöüß、Ångström、Ð、naïveté</p>`,
    ],
    ['with rare characters', '<p>鐨、鏈與勪、鍦壇、涓滴、鏄亮；锟、斤、拷；烫</p>'],
  ])('%s has no warning', (_what, body) => {
    expect(warningsOf(body)).toEqual([]);
  });
});

describe('mojibake', () => {
  const text = '重庆长安汽车股份有限公司今天发布公告称，公司拟回购部分股份';
  const bytes = Buffer.from(text);

  test.each([
    ['UTF-8 that was read as Latin-1', bytes.toString('latin1')],
    ['UTF-8 that was read as Windows-1252', new TextDecoder('windows-1252').decode(bytes)],
    ['UTF-8 that was read as GBK', new TextDecoder('gbk').decode(bytes)],
    [
      'GBK that was read as Latin-1',
      Buffer.from('b3a4b0b2c6fbb3b5b9c9b7ddd3d0cfde', 'hex').toString('latin1'),
    ],
    ['GBK that was read as UTF-8', Buffer.from('b3a4b0b2c6fbb3b5b9c9b7ddd3d0cfde', 'hex').toString('utf8')],
    ['replacement characters that went through GBK', '锟斤拷锟斤拷'],
  ])('gives a warning with its place: %s', (_how, broken) => {
    const [warning, ...more] = warningsOf(`<p>${broken}</p>`);
    expect(warning).toMatchObject({ code: 'mojibake' });
    expect(warning?.start).toBeGreaterThanOrEqual(3);
    expect(more).toEqual([]);
  });
});

describe('a span that is rejected as a mention', () => {
  test('contains no text of the next paragraph, even if it is closed there', () => {
    const [candidate] = explain(
      '<p>公司<span id="stock_sz000625">长安汽车</p><p>第二段</span></p>',
    ).candidates;
    expect(candidate).toMatchObject({
      mention: false,
      reason: expect.stringContaining('not in its paragraph'),
    });
  });

  test('gives a warning if it is never closed', () => {
    const body = '<p>据<span id="stock_sh600519">贵州茅台公告。</p><p>后文</p>';
    expect(warningsOf(body)).toEqual([
      {
        code: 'unclosed-span',
        detail: 'The element of sh600519 is no mention: the element is never closed, or not in its paragraph',
        ticker: 'sh600519',
        start: body.indexOf('贵'),
      },
    ]);
  });

  test.each([
    ['a span', '<span id="stock_sh600519"></span>'],
    ['a span with blanks', '<span id="stock_sh600519"> 　&nbsp;</span>'],
    ['a link', `<a href="${sinaUrl('sh600519')}"></a>`],
  ])('gives a warning if it is empty: %s', (_what, rejected) => {
    expect(warningsOf(`<p>${rejected}</p>`)).toMatchObject([{ code: 'empty-span', ticker: 'sh600519' }]);
  });

  test('gives a warning if it contains more than a name', () => {
    const [warning] = warningsOf(`<p><span id="stock_sh600519">${'很长的一句话，'.repeat(20)}</span></p>`);
    expect(warning).toMatchObject({
      ticker: 'sh600519',
      detail: expect.stringContaining('more than a name'),
    });
  });

  test('gives no warning if it is only a placeholder', () => {
    expect(warningsOf('<p>正文<span id="quote_sh600519"></span></p>')).toEqual([]);
  });
});

describe('an id of an unknown market', () => {
  test.each(['"stock_xx600519"', "'stock_xx600519'", 'stock_xx600519'])('gives a warning: id=%s', (id) => {
    const body = `<p><span id=${id}>贵州茅台</span></p>`;
    expect(warningsOf(body)).toEqual([
      {
        code: 'unknown-market',
        detail: 'xx600519 is of no market that is known',
        start: body.indexOf('id='),
      },
    ]);
  });

  test('gives at most twenty warnings', () => {
    expect(codesOf('<i id=stock_xx600519></i>'.repeat(1000))).toEqual(Array(20).fill('unknown-market'));
  });
});

describe('an index', () => {
  test('gives one warning, because it is not a company', () => {
    const body = `<p>${sinaSpan('sh000001', '上证指数')}上涨，${sinaSpan('sh000001', '上证指数')}创新高。</p>`;
    expect(warningsOf(body)).toEqual([
      {
        code: 'index-not-company',
        detail: '上证指数 is an index, which has no company',
        ticker: 'sh000001',
        start: body.indexOf('上证指数'),
      },
    ]);
  });

  test('gives two warnings if two codes claim one text', () => {
    const nested =
      '<span id="stock_sh000300"><span id="stock_sz399300">沪深300指数</span></span>上涨' +
      '<!-- news_keyword_pub,stock,sh000300&sz399300 -->';
    expect(warningsOf(nested)).toMatchObject([
      { code: 'index-not-company', ticker: 'sh000300' },
      { code: 'index-not-company', ticker: 'sz399300' },
    ]);
  });
});

describe('the linker’s comment and its spans', () => {
  test('disagree if the comment announces a ticker without a span', () => {
    expect(warningsOf(`<p>${CHANGAN}</p><!-- news_keyword_pub,stock,sz000625&sh600519 -->`)).toEqual([
      {
        code: 'comment-and-spans-disagree',
        detail: 'the comment announces sh600519 without a span',
      },
    ]);
  });

  test('disagree if a span has a ticker that the comment does not announce', () => {
    const body = `<p>${CHANGAN}与${sinaSpan('sh600036', '招商银行')}签约</p><!-- news_keyword_pub,stock,sz000625 -->`;
    expect(warningsOf(body)).toEqual([
      { code: 'comment-and-spans-disagree', detail: 'sh600036 stand in spans without being announced' },
    ]);
  });

  test('agree in any order, even if a span is false or empty', () => {
    const body =
      `<p>${CHANGAN}协同创${sinaSpan('sz300832', '新产业')}旗舰${sinaSpan('sh600036', '')}</p>` +
      '<!-- news_keyword_pub,stock,sh600036&sz300832&sz000625 -->';
    expect(codesOf(body)).toEqual(['empty-span']);
  });

  test('disagree if only the text spells the announced code', () => {
    const body = `<p>${CHANGAN}与茅台（600519.SH）</p><!-- news_keyword_pub,stock,sz000625&sh600519 -->`;
    expect(codesOf(body)).toEqual(['comment-and-spans-disagree']);
  });
});

test('an article with several problems gets all their warnings', () => {
  const body =
    `<p>锟斤拷<span id="stock_sh600519"></span><span id="stock_xx1234567"></span><span id=stock_us12345>名</span>` +
    `${sinaSpan('sh000001', '上证指数')}</p><!-- news_keyword_pub,stock,sz000625 --><p><span id="stock_sz300750">宁德时代`;
  expect(new Set(codesOf(body))).toEqual(
    new Set([
      'mojibake',
      'empty-span',
      'unclosed-span',
      'unknown-market',
      'index-not-company',
      'comment-and-spans-disagree',
    ]),
  );
});

test('hostile articles are explained, and all offsets lie in the body', () => {
  const body = `${'<span id=stock_sz000625>'.repeat(1000)}${'id = '.repeat(1000)}${'ÃÂ'.repeat(1000)}<!-- news_keyword_pub,stock,${'sh600519&'.repeat(200_000)}`;
  for (const { start } of explain(body).warnings) {
    if (start !== undefined) expect(0 <= start && start <= body.length).toBe(true);
  }
});
