import { load } from 'cheerio';
import { strip } from '../../../../../src/articles/annotate.ts';
import { enrichArticle } from '../../../../../src/articles/enrich-article.ts';
import { findMentions } from '../../../../../src/mentions/find/find-mentions.ts';
import { judgeFindings } from '../../../../../src/mentions/judge/judge-mentions.ts';
import type { JudgedMention } from '../../../../../src/mentions/mention.ts';
import { anArticle, aQuote, sinaSpan, sinaUrl, sourceOf } from '../../../../support/build.ts';

const CHANGAN = `重庆${sinaSpan('sz000625', '长安汽车')}股份有限公司公告。`;

const judge = (body: string, findRepeats = true): readonly JudgedMention[] =>
  judgeFindings(findMentions(body), { minConfidence: 0.5, findRepeats }).mentions;

/** Returns the mentions without markup, whether genuine or not. */
const repeatsIn = (body: string): readonly JudgedMention[] =>
  judge(body).filter(({ dialect }) => dialect === 'name');

/** Returns the ticker, start and end of each mention. */
const placesOf = (mentions: readonly JudgedMention[]) =>
  mentions.map(({ ticker, start, end }) => [ticker, start, end]);

async function enrich(body: string, linkRepeats = true) {
  const source = sourceOf('table', { sz000625: aQuote(), sh600519: aQuote({ name: '贵州茅台' }) });
  const enriched = await enrichArticle(anArticle({ body }), {
    quotes: source,
    signal: new AbortController().signal,
    minConfidence: 0.5,
    linkTarget: 'sina',
    unlinkFalseMentions: false,
    linkRepeats,
  });
  expect(strip(enriched.body)).toBe(body);
  return { ...enriched, asked: source.asked, page: load(enriched.body) };
}

describe('a later occurrence of a company’s name', () => {
  const body = `<p>${CHANGAN}</p><p>昨日，长安汽车股价上涨。今年长安汽车净利润增长。</p>`;
  const second = body.indexOf('长安汽车股价');
  const third = body.indexOf('长安汽车净利润');

  test('is a mention in its own place, and not the first', () => {
    const mentions = judge(body);
    expect(
      mentions.map(({ ticker, text, start, end, dialect, first, genuine }) => ({
        ticker,
        text,
        start,
        end,
        dialect,
        first,
        genuine,
      })),
    ).toEqual([
      {
        ticker: 'sz000625',
        text: '长安汽车',
        start: body.indexOf('长安汽车'),
        end: body.indexOf('长安汽车') + 4,
        dialect: 'sina',
        first: true,
        genuine: true,
      },
      {
        ticker: 'sz000625',
        text: '长安汽车',
        start: second,
        end: second + 4,
        dialect: 'name',
        first: false,
        genuine: true,
      },
      {
        ticker: 'sz000625',
        text: '长安汽车',
        start: third,
        end: third + 4,
        dialect: 'name',
        first: false,
        genuine: true,
      },
    ]);
  });

  test('is judged by its own context', () => {
    for (const { before, after, evidence } of repeatsIn(body)) {
      expect([before.endsWith('，') || before.endsWith('今年'), after.length > 0]).toEqual([true, true]);
      expect(evidence.length).toBeGreaterThan(0);
    }
  });

  test('is linked in place', async () => {
    const { page } = await enrich(body);
    const links = page('p').eq(1).find('a');
    expect(links.map((_, link) => page(link).text()).get()).toEqual(['长安汽车', '长安汽车']);
    expect(links.first().attr()).toMatchObject({
      href: sinaUrl('sz000625'),
      'data-ticker': 'sz000625',
      rel: 'noopener',
    });
  });

  test('gets no second quote, and its ticker is requested once', async () => {
    const { body: annotated, asked, page } = await enrich(body);
    expect(asked).toEqual([['sz000625']]);
    expect(annotated.match(/data-quoted-at/g)).toHaveLength(1);
    expect(page('p').eq(1).text()).toBe('昨日，长安汽车股价上涨。今年长安汽车净利润增长。');
  });

  test('counts as a mention of the company, which is listed once', async () => {
    const { companies, mentions } = await enrich(body);
    expect(companies).toMatchObject([{ ticker: 'sz000625', mentions: 3 }]);
    expect(mentions.map(({ first }) => first)).toEqual([true, false, false]);
  });

  test('is ignored if repeats are disabled', async () => {
    expect(judge(body, false).map(({ dialect }) => dialect)).toEqual(['sina']);
    const { companies, page } = await enrich(body, false);
    expect(companies).toMatchObject([{ ticker: 'sz000625', mentions: 1 }]);
    expect(page('p').eq(1).find('a')).toHaveLength(0);
  });

  test('with its own span is a mention of that dialect, and only one is the first of its ticker', () => {
    const twice = `<p>${CHANGAN}</p><p>${CHANGAN}长安汽车股价上涨。</p>`;
    expect(judge(twice).map(({ dialect, first }) => [dialect, first])).toEqual([
      ['sina', true],
      ['sina', false],
      ['name', false],
    ]);
  });

  test('is found after a name that only the text spells with its code', () => {
    const mentions = repeatsIn('<p>$长安汽车(000625.SZ)$ 今天公告。长安汽车股价上涨。</p>');
    expect(mentions.map(({ ticker, text }) => [ticker, text])).toEqual([['sz000625', '长安汽车']]);
  });

  test('is false and stays unchanged if it is cut out of other words', async () => {
    const body =
      `<p>深圳市${sinaSpan('sz300832', '新产业')}生物医学工程股份有限公司公告，股价上涨。</p>` +
      '<p>园区成立协同创新产业旗舰平台。</p>';
    expect(judge(body).map(({ first, genuine }) => [first, genuine])).toEqual([
      [true, true],
      [false, false],
    ]);
    const enriched = await enrich(body);
    expect(enriched.body).toContain('<p>园区成立协同创新产业旗舰平台。</p>');
    expect(enriched.companies).toMatchObject([{ ticker: 'sz300832', mentions: 1 }]);
  });
});

describe('a name before the first mention', () => {
  test('is not a mention, even in the same paragraph', () => {
    const body = `<p>长安汽车股价上涨，长安汽车大卖。</p><p>长安汽车称，${CHANGAN}</p>`;
    expect(repeatsIn(body)).toEqual([]);
  });

  test('is not a mention if the first mention is false and a later one is genuine', () => {
    const body =
      `<p>园区成立协同创${sinaSpan('sz300832', '新产业')}旗舰平台，新产业股价上涨。</p>` +
      `<p>深圳市${sinaSpan('sz300832', '新产业')}生物医学工程股份有限公司公告，新产业股价上涨。</p>`;
    const [first, second] = judge(body);
    expect([first?.genuine, second?.genuine]).toEqual([false, true]);
    expect(placesOf(repeatsIn(body))).toEqual([
      ['sz300832', body.lastIndexOf('新产业'), body.lastIndexOf('新产业') + 3],
    ]);
  });
});

test('the name of a false mention is not searched', () => {
  const body = `<p>${CHANGAN}园区成立协同创${sinaSpan('sz300832', '新产业')}旗舰平台，新产业股价上涨。</p>`;
  expect(judge(body).map(({ ticker, genuine }) => [ticker, genuine])).toEqual([
    ['sz000625', true],
    ['sz300832', false],
  ]);
});

describe('a name', () => {
  test.each([
    ['in an attribute', '<img alt="长安汽车股价上涨" title=长安汽车>'],
    ['in a comment', '<!--article_adlist[<p>长安汽车股价上涨</p>]article_adlist-->'],
    ['in a script', '<script>var name = "长安汽车股价上涨";</script>'],
    ['in a style', '<style>/* 长安汽车 */</style>'],
    ['in a text field', '<textarea>长安汽车股价上涨</textarea>'],
    ['across the end of a paragraph', '<p>长安</p><p>汽车股价上涨</p>'],
    ['across a line break', '长安<br>汽车股价上涨'],
    ['with a blank in it', '长安 汽车股价上涨'],
  ])('%s is ignored', (_where, more) => {
    const body = `<p>${CHANGAN}</p>${more}`;
    expect(judge(body)).toHaveLength(1);
  });

  test.each([
    ['that leads elsewhere', '<a href="https://example.com/">长安汽车股价上涨</a>'],
    ['around paragraphs', '<a href="https://example.com/"><p>导语</p><p>长安汽车股价上涨</p></a>'],
    ['that is never closed', '<p><a href="https://example.com/">长安汽车股价上涨</p>'],
    ['without an address', '<a name="top">长安汽车股价上涨</a>'],
  ])('in a link %s gets no link of its own', async (_which, link) => {
    const body = `<p>${CHANGAN}</p>${link}`;
    const { body: annotated, page } = await enrich(body);
    expect(annotated.slice(annotated.indexOf(link.slice(0, 5)))).toContain(link);
    expect(page('a a')).toHaveLength(0);
    expect(annotated.match(/data-ticker=/g)).toHaveLength(1);
  });

  test('inside another company’s mention is part of that mention', () => {
    const body =
      `<p>${CHANGAN}</p><p>${sinaSpan('sh600519', '贵州茅台')}股份有限公司与` +
      `<a href="${sinaUrl('sz200625')}">长安汽车B</a>签约。</p>`;
    expect(judge(body).map(({ dialect, text }) => [dialect, text])).toEqual([
      ['sina', '长安汽车'],
      ['sina', '贵州茅台'],
      ['sina', '长安汽车B'],
    ]);
  });

  test.each([
    ['split by markup', '长安<b>汽车</b>'],
    ['split by a comment', '长安<!-- -->汽车'],
    ['with an element that starts in it', '长安<font>汽车股价</font>'],
    ['with an entity in it', '长安&#27773;车'],
  ])('%s is a mention without a link', async (_how, name) => {
    const body = `<p>${CHANGAN}</p><p>昨日${name}股价上涨。</p>`;
    const [repeat] = repeatsIn(body);
    expect(repeat).toMatchObject({
      ticker: 'sz000625',
      text: '长安汽车',
      first: false,
      link: { kind: 'none' },
    });
    expect((await enrich(body)).body).toContain(`<p>昨日${name}股价上涨。</p>`);
  });

  test('within an element is linked inside that element', async () => {
    const { body } = await enrich(`<p>${CHANGAN}</p><p>昨日<font><b>长安汽车</b></font>股价上涨。</p>`);
    expect(body).toMatch(/<font><b><a [^>]*>长安汽车<\/a><\/b><\/font>/);
  });

  test('beside entities and surrogate pairs is linked in the right place', async () => {
    const { body } = await enrich(`<p>${CHANGAN}</p><p>😀&nbsp;&amp;长安汽车😀&lt;股价</p>`);
    expect(body).toMatch(/<p>😀&nbsp;&amp;<a [^>]*>长安汽车<\/a>😀&lt;股价<\/p>/);
  });

  test('of one character is not searched', () => {
    expect(
      repeatsIn('<p><span id="stock_sh600519">茅</span>台股份有限公司公告，股价上涨。茅股价上涨。</p>'),
    ).toEqual([]);
  });
});

describe('codes are not names', () => {
  test.each([
    ['a Hong Kong code', '（深交所：002594 / 港交所：1211）', '共有1211家门店，售价1211元'],
    ['a US symbol', '（NYSE：BABA、港交所：9988）', 'BABA股价，ALIBABA，BABA2'],
    ['a code with its exchange in uppercase', '贵州茅台（SH.600519）', 'SH.600519X/SH.600519/a'],
    ['a code with its exchange in lowercase', '贵州茅台（sh600519）', 'https://example.com/sh600519/nc.html'],
    ['a code in full width', '紫金矿业（６０１８９９）', '共６０１８９９元'],
    ['a cashtag', '$TSLA 股价上涨', 'TSLA股价上涨'],
  ])('%s', (_what, notation, later) => {
    const mentions = judge(`<p>公司股份${notation}公告，股价上涨。</p><p>${later}</p>`);
    expect(mentions.length).toBeGreaterThan(0);
    expect(mentions.filter(({ dialect }) => dialect === 'name')).toEqual([]);
  });

  test('and symbols in links are not names either', () => {
    const span =
      '<span id="usstock_BABA"><a href="http://stock.finance.sina.com.cn/usstock/quotes/BABA.html">BABA</a></span>';
    expect(repeatsIn(`<p>${span}股价上涨，BABA股价上涨。</p>`)).toEqual([]);
  });
});

describe('a Latin name', () => {
  const meta =
    '<span id="usstock_META"><a href="http://stock.finance.sina.com.cn/usstock/quotes/META.html">Meta</a></span>';
  const body = (more: string) => `<p>美股${meta}股价上涨，市值增加。</p><p>${more}</p>`;

  test.each(['Metaphor', 'MetaMask', 'meta', 'META', 'ToMeta', 'Meta2', '2Meta', 'xMetax'])(
    'is not found in %s',
    (word) => {
      expect(judge(body(`${word}股价上涨`))).toHaveLength(1);
    },
  );

  test.each(['Meta', '与Meta', 'Meta’s', '“Meta”', 'Meta-Meta'])('is found in %s', (text) => {
    expect(repeatsIn(body(`${text}股价上涨`)).length).toBeGreaterThan(0);
  });

  test('with regular expression characters is searched literally', () => {
    const name = 'A.B*C (x)';
    const html = `<p>${sinaSpan('sz000625', name)}股份有限公司公告，股价上涨。</p><p>AxBBC x股价，A.B*C (x)股价上涨。</p>`;
    expect(placesOf(repeatsIn(html))).toEqual([
      ['sz000625', html.lastIndexOf(name), html.lastIndexOf(name) + name.length],
    ]);
  });
});

describe('two names that overlap', () => {
  const bank = `<p>${sinaSpan('sh601988', '中国银行')}股份有限公司与${sinaSpan('sz000776', '中国银行证券')}股份有限公司签约，股价上涨。</p>`;

  test('match the longer one', () => {
    const body = `${bank}<p>中国银行证券股价上涨，中国银行股价下跌。</p>`;
    expect(repeatsIn(body).map(({ ticker, text }) => [ticker, text])).toEqual([
      ['sz000776', '中国银行证券'],
      ['sh601988', '中国银行'],
    ]);
  });

  test('match nothing inside the other one', () => {
    const inner = `<p>${sinaSpan('sh600030', '中信证券')}股份有限公司与${sinaSpan('sz000625', '证券')}股份有限公司公告，股价上涨。</p>`;
    const texts = repeatsIn(`${inner}<p>中信证券股价上涨。</p>`).map(({ text }) => text);
    expect(texts).toEqual(['中信证券']);
  });
});

test('a name that two companies share belongs to the first one', () => {
  const body = `<p>${CHANGAN}${sinaSpan('sz200625', '长安汽车')}股份有限公司B股上涨。</p><p>长安汽车股价上涨。</p>`;
  expect(repeatsIn(body).map(({ ticker }) => ticker)).toEqual(['sz000625']);
});

test('the names of at most a hundred companies are searched', () => {
  const name = (index: number) => `重钢${String.fromCodePoint(0x4e00 + index)}股份`;
  const spans = Array.from({ length: 120 }, (_, index) =>
    sinaSpan(`sz${String(index + 1).padStart(6, '0')}`, name(index)),
  );
  const body = `${spans.map((span) => `<p>公司${span}有限公司公告，股价上涨。</p>`).join('')}${spans.map((_, index) => `<p>${name(index)}股价上涨。</p>`).join('')}`;
  const believed = judge(body).filter(({ dialect, genuine }) => dialect === 'sina' && genuine);
  expect(believed.length).toBeGreaterThan(100);
  expect(repeatsIn(body)).toHaveLength(100);
});
