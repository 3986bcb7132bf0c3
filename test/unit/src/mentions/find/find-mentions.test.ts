import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'cheerio';
import { judgeMentions } from '../../../../../src/mentions/judge/judge-mentions.ts';
import { mentionsIn, sinaSpan, sinaUrl } from '../../../../support/build.ts';

interface Expected {
  readonly ticker: string;
  readonly text: string;
  readonly genuine?: boolean;
}

const FIXTURES = 'test/fixtures/articles';

/** Each folder is a case: `<dialect>/<case>/{input.html,expected.json}`. */
const cases = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: dialect }) =>
    readdirSync(join(FIXTURES, dialect)).map((name) => ({
      dialect,
      name,
      folder: join(FIXTURES, dialect, name),
    })),
  );

describe.each(cases)('$dialect/$name', ({ dialect, folder }) => {
  const html = readFileSync(join(folder, 'input.html'), 'utf8');
  const expected: readonly Expected[] = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  const mentions = mentionsIn(html);

  test('has the expected mentions in order', () => {
    expect(mentions.map(({ ticker, text }) => ({ ticker, text }))).toEqual(
      expected.map(({ ticker, text }) => ({ ticker, text })),
    );
    expect(mentions.filter((mention) => mention.dialect !== dialect)).toEqual([]);
  });

  test('has the names at the right offsets, as another parser reads them', () => {
    for (const { start, end, text } of mentions) {
      expect(load(`<body>${html.slice(start, end)}`)('body').text()).toBe(text);
      expect(html.slice(start, end)).not.toMatch(/^\s|\s$/);
    }
  });

  test('has the expected verdicts', () => {
    const verdicts = judgeMentions(mentions);
    const known = expected.flatMap(({ genuine }, index) =>
      genuine === undefined ? [] : [{ index, genuine }],
    );
    expect(known.map(({ index }) => ({ index, genuine: verdicts[index]?.genuine }))).toEqual(known);
  });
});

test('the fixtures are found', () => {
  expect(cases.length).toBeGreaterThan(20);
});

describe('a mention', () => {
  test('has the visible text of its own paragraph on both sides, and no other', () => {
    const [mention] = mentionsIn(
      `<p>上一段。</p><p>　　据<b>报道</b>，重庆${sinaSpan('sz000625', '长安汽车')}股份&amp;公司<!-- 注 -->公告</p><p>下一段。</p>`,
    );
    expect(mention?.before).toBe('　　据报道，重庆');
    expect(mention?.after).toBe('股份&公司公告');
  });

  test('is a code in brackets after a fund word, unless the digits belong to a fund', () => {
    const tickersIn = (body: string) => mentionsIn(body).map(({ ticker }) => ticker);
    expect(tickersIn('<p>招商优选（600036）公布年报。</p>')).toEqual(['sh600036']);
    expect(tickersIn('<p>招商优选（001036）公布年报。</p>')).toEqual([]);
  });

  test.each(['<b /', '<b </', '<a href=x </', '</b <'])(
    'ignores the tag %j that is cut off at the end',
    (tag) => {
      expect(mentionsIn(`${sinaSpan('sz000625', '长安汽车')}后文${tag}`)[0]?.after).toBe('后文');
    },
  );

  test.each(['script', 'style', 'textarea', 'title', 'iframe', 'noframes', 'xmp'])(
    'ignores the content of a %s',
    (tag) => {
      const unseen = `<${tag}>不是正文</${tag}>`;
      const [mention] = mentionsIn(`前${unseen}${sinaSpan('sz000625', '长安汽车')}${unseen}后`);
      expect([mention?.before, mention?.after]).toEqual(['前', '后']);
    },
  );

  test('has a limited window of a long paragraph', () => {
    const [mention] = mentionsIn(
      `<p>${'前'.repeat(500)}${sinaSpan('sz000625', '长安汽车')}${'后'.repeat(500)}</p>`,
    );
    expect(mention?.before).toBe('前'.repeat(48));
    expect(mention?.after).toBe('后'.repeat(48));
  });

  test.each(['<br>', '<br/>', '</td><td>', '<hr>', '</li><li>', '<DIV>'])(
    'does not look beyond %s',
    (tag) => {
      const [mention] = mentionsIn(`前文${tag}${sinaSpan('sz000625', '长安汽车')}${tag}后文`);
      expect([mention?.before, mention?.after]).toEqual(['', '']);
    },
  );

  test('excludes the blanks around its name', () => {
    const html = '<span id="stock_sz000625"> \n　长安汽车&nbsp; </span>';
    const [mention] = mentionsIn(html);
    expect(mention?.text).toBe('长安汽车');
    expect(html.slice(mention?.start, mention?.end)).toBe('长安汽车');
  });

  test('contains the whole entity if its name is one', () => {
    const html = '<span id="stock_sz000625">&#x957f;&#23433;</span>';
    const [mention] = mentionsIn(html);
    expect(mention?.text).toBe('长安');
    expect(html.slice(mention?.start, mention?.end)).toBe('&#x957f;&#23433;');
  });

  test('may have 40 characters, but not 41', () => {
    expect(mentionsIn(`<span id="stock_sz000625">${'名'.repeat(40)}</span>`)).toHaveLength(1);
    expect(mentionsIn(`<span id="stock_sz000625">${'名'.repeat(41)}</span>`)).toHaveLength(0);
  });

  test('is not found in an unclosed element, because nothing ends its name', () => {
    expect(mentionsIn('<p><span id="stock_sz000625">长安汽车今天上涨</p>')).toEqual([]);
    expect(mentionsIn(`<p><a href="${sinaUrl('sz000625')}">长安汽车今天上涨</p>`)).toEqual([]);
  });

  test('is found in an element that has a line break before its closing tag', () => {
    expect(mentionsIn('<span id="stock_sz000625">长安汽车<br></span>后文').map(({ text }) => text)).toEqual([
      '长安汽车',
    ]);
  });
});

describe('the place of the link', () => {
  const linkOf = (html: string) => mentionsIn(html)[0]?.link;

  test('is the anchor that leads to the company', () => {
    const html = sinaSpan('sz000625', '长安汽车');
    expect(linkOf(html)).toEqual({
      kind: 'anchor',
      attributesAt: html.indexOf(' href'),
      hrefAt: html.indexOf('href'),
      hasRel: false,
    });
  });

  test('says whether the anchor already has a rel', () => {
    expect(linkOf(`<a REL=nofollow href="${sinaUrl('sz000625')}">长安汽车</a>`)).toMatchObject({
      hasRel: true,
    });
  });

  test('is the content of a bare span', () => {
    const html = '<span id="stock_sz000625"><b>长安</b>汽车</span>';
    expect(linkOf(html)).toEqual({
      kind: 'bare',
      openAt: html.indexOf('<b>'),
      closeAt: html.indexOf('</span>'),
    });
  });

  test('does not exist in an anchor that leads elsewhere', () => {
    expect(linkOf('<a href="https://example.com/"><span id="stock_sz000625">长安汽车</span></a>')).toEqual({
      kind: 'none',
    });
  });

  test('does not exist in a later paragraph of an anchor that leads elsewhere', () => {
    expect(
      linkOf(
        '<a href="https://example.com/"><p>导语</p><p><span id="stock_sz000625">长安汽车</span></p></a>',
      ),
    ).toEqual({ kind: 'none' });
  });

  test('is the content of a bare span after an anchor that was left open in another paragraph', () => {
    expect(
      linkOf('<p><a href="https://example.com/">来源</p><p><span id="stock_sz000625">长安汽车</span></p>'),
    ).toMatchObject({ kind: 'bare' });
  });

  test('does not exist if a span contains an anchor beside its name', () => {
    expect(linkOf('<span id="stock_sz000625">长安汽车<a href="https://example.com/">注</a></span>')).toEqual({
      kind: 'none',
    });
  });

  test('does not exist if the anchor inside disagrees: the anchor is a mention of its own', () => {
    const html = `<span id="stock_sh000300"><a href="${sinaUrl('sz399300')}">沪深300</a></span>`;
    expect(mentionsIn(html).map(({ ticker, link }) => [ticker, link.kind])).toEqual([
      ['sh000300', 'none'],
      ['sz399300', 'anchor'],
    ]);
  });
});

describe('the placeholder', () => {
  const placeholdersOf = (html: string) => mentionsIn(html).map(({ placeholder }) => placeholder);

  test('is the inside of the empty quote span for the same ticker', () => {
    const html = sinaSpan('sz000625', '长安汽车');
    expect(placeholdersOf(html)).toEqual([html.lastIndexOf('</span>')]);
  });

  test('does not exist if the quote span contains a quote or blanks', () => {
    expect(
      placeholdersOf('<span id="stock_sz000625">长安汽车</span><span id="quote_sz000625">(1)</span>'),
    ).toEqual([undefined]);
    expect(
      placeholdersOf('<span id="stock_sz000625">长安汽车</span><span id="quote_sz000625"> </span>'),
    ).toEqual([undefined]);
  });

  test('is after empty elements and comments in the quote span', () => {
    for (const content of ['<!-- -->', '<a href="x">', '<b></b>']) {
      const html = `<span id="stock_sz000625">长安汽车</span><span id="quote_sz000625">${content}</span >`;
      expect(placeholdersOf(html)).toEqual([html.lastIndexOf('</span')]);
    }
  });

  test('does not exist before its mention, for another ticker, or without an end', () => {
    for (const html of [
      '<span id="quote_sz000625"></span><span id="stock_sz000625">长安汽车</span>',
      '<span id="stock_sz000625">长安汽车</span><span id="quote_sh000625"></span>',
      '<span id="stock_sz000625">长安汽车</span><span id="quote_sz000625">',
    ]) {
      expect(placeholdersOf(html)).toEqual([undefined]);
    }
  });

  test('belongs to the nearest mention before it, and each mention has one at most', () => {
    const mention = '<span id="stock_sz000625">长安汽车</span>';
    const slot = '<span id="quote_sz000625"></span>';
    expect(placeholdersOf(mention + mention + slot + slot)).toEqual([
      undefined,
      (mention + mention).length + slot.indexOf('</'),
    ]);
  });

  test('of nested mentions is found in any order', () => {
    const html = readFileSync(join(FIXTURES, 'sina/nested-index/input.html'), 'utf8');
    expect(
      mentionsIn(html).map(({ ticker, placeholder }) =>
        html.slice(0, placeholder).endsWith(`<span id="quote_${ticker}">`),
      ),
    ).toEqual([true, true]);
  });
});

describe('hostile bodies', () => {
  test.each([
    ['spans', '<span id="stock_sz000625">'],
    ['anchors', `<a href="${sinaUrl('sz000625')}">`],
    ['closing tags', '</span></a>'],
    ['opened comments', '<!--stock_sz000625'],
    ['opened attributes', '<span id="stock_sz000625'],
    ['ampersands', 'stock_sz&'],
    ['paragraphs in spans', '<span id="stock_sz000625">x<p>'],
  ])('of nothing but %s have no mentions, and are finished', (_what, piece) => {
    expect(mentionsIn(piece.repeat(20_000))).toEqual([]);
  });

  test('deep nesting around a mention does not hide it', () => {
    const depth = 50_000;
    const html = '<div>'.repeat(depth) + sinaSpan('sz000625', '长安汽车') + '</div>'.repeat(depth);
    expect(mentionsIn(html)).toHaveLength(1);
  });

  test('a body without markers has no mention, and neither has one with a marker as text', () => {
    expect(mentionsIn('<p>长安汽车</p>')).toEqual([]);
    expect(mentionsIn('stock_sz000625 长安汽车')).toEqual([]);
  });
});

test('only the given dialects are searched', () => {
  const mine = {
    name: 'mine',
    marker: 'data-mine',
    claim: ({ attributes }: { readonly attributes: ReadonlyMap<string, string> }) =>
      attributes.has('data-mine') ? { role: 'mention' as const, ticker: 'sz000625' as never } : undefined,
  };
  const html = `<span data-mine>长安</span>${sinaSpan('sh600519', '贵州茅台')}`;
  expect(mentionsIn(html, { dialects: [mine] }).map(({ dialect, text }) => [dialect, text])).toEqual([
    ['mine', '长安'],
  ]);
});
