import { load } from 'cheerio';
import { annotate, strip } from '../../../../src/articles/annotate.ts';
import {
  aQuote,
  genuine,
  genuineIn,
  judged,
  mentionsIn,
  quotesOf,
  sinaSpan,
  sinaUrl,
} from '../../../support/build.ts';

const CHANGAN = sinaSpan('sz000625', '长安汽车');
const QUOTES = quotesOf({ sz000625: aQuote() });

const annotated = (body: string, options: Parameters<typeof annotate>[2] = { quotes: QUOTES }): string =>
  annotate(body, genuineIn(body), options);

describe('an anchor that leads to the company', () => {
  const body = `<p>重庆${CHANGAN}公告。</p>`;

  test('keeps its attributes and gets ticker, name and rel', () => {
    const anchor = load(annotated(body))('a');
    expect(anchor).toHaveLength(1);
    expect(anchor.attr()).toMatchObject({
      href: sinaUrl('sz000625'),
      class: 'keyword',
      target: '_blank',
      'data-ticker': 'sz000625',
      'data-name': '长安汽车',
      rel: 'noopener',
    });
    expect(anchor.text()).toBe('长安汽车');
  });

  test('keeps its own rel', () => {
    const rel = load(annotated(`<a rel="nofollow" href="${sinaUrl('sz000625')}">长安汽车</a>`))('a').attr(
      'rel',
    );
    expect(rel).toBe('nofollow');
  });

  test('loses attributes that claim another ticker', () => {
    const forged = `<a data-ticker="sh600519" data-name="贵州茅台" href="${sinaUrl('sz000625')}">长安汽车</a>`;
    expect(load(annotated(forged))('a').attr()).toMatchObject({
      'data-ticker': 'sz000625',
      'data-name': '长安汽车',
    });
  });

  test.each([
    `<a href=${sinaUrl('sz000625')}>长安汽车</a>`,
    `<A HREF='${sinaUrl('sz000625')}'>长安汽车</A>`,
    `<a/href="${sinaUrl('sz000625')}">长安汽车</a>`,
    `<a\n\thref="${sinaUrl('sz000625')}"\n>长安汽车</a\n>`,
  ])('is recognized in any spelling: %j', (anchor) => {
    expect(load(annotated(anchor))('a').attr()).toMatchObject({
      href: sinaUrl('sz000625'),
      'data-ticker': 'sz000625',
    });
  });
});

describe('a bare span', () => {
  const body =
    '<p>据<span id="stock_sz000625"><b>长安</b>汽车</span><span id="quote_sz000625"></span>公告。</p>';

  test('gets an anchor around its whole content', () => {
    const page = load(annotated(body));
    expect(page('#stock_sz000625 > a').attr()).toMatchObject({
      href: sinaUrl('sz000625'),
      'data-ticker': 'sz000625',
    });
    expect(page('#stock_sz000625 > a').html()).toBe('<b>长安</b>汽车');
  });

  test('links to the site that the settings choose', () => {
    const href = (linkTarget: string) => load(annotated(body, { linkTarget }))('a').attr('href');
    expect(href('xueqiu')).toBe('https://xueqiu.com/S/SZ000625');
    expect(href('https://example.com/?a=1&b="{ticker}"')).toBe('https://example.com/?a=1&b="sz000625"');
  });

  test('gets no anchor inside a link that leads elsewhere', () => {
    const inside =
      '<a href="https://example.com/"><p>导语</p><p><span id="stock_sz000625">长安汽车</span></p></a>';
    expect(annotated(inside)).toBe(inside);
  });
});

describe('the placeholder', () => {
  test('is filled as the publisher’s page would, with the time and state of the quote', () => {
    const slot = load(annotated(CHANGAN))('#quote_sz000625');
    expect(slot.text()).toBe('(10.52, +0.12, +1.15%)');
    expect(slot.children().attr()).toMatchObject({
      'data-quoted-at': '2026-09-30T06:10:19.000Z',
      'data-state': 'trading',
    });
    expect(slot.children().attr('data-stale')).toBeUndefined();
  });

  test('says that a suspended listing is suspended', () => {
    const quote = aQuote({ state: 'suspended', price: null, change: null, changePercent: null });
    const slot = load(annotated(CHANGAN, { quotes: quotesOf({ sz000625: quote }) }))('#quote_sz000625');
    expect(slot.text()).toBe('(停牌)');
    expect(slot.children().attr('data-state')).toBe('suspended');
  });

  test('marks a stale quote', () => {
    const quotes = quotesOf({ sz000625: aQuote({ stale: true }) });
    expect(load(annotated(CHANGAN, { quotes }))('#quote_sz000625 > span').attr('data-stale')).toBe('true');
  });

  test('stays empty without a quote, but the name is linked', () => {
    const page = load(annotated(CHANGAN, {}));
    expect(page('#quote_sz000625').html()).toBe('');
    expect(page('a').attr('data-ticker')).toBe('sz000625');
  });

  test('stays as it is if it already contains a quote', () => {
    const baked =
      '<span id="stock_sz000625">长安汽车</span><span id="quote_sz000625">(9.99, 0.00, 0.00%)</span>';
    expect(annotated(baked)).toContain('<span id="quote_sz000625">(9.99, 0.00, 0.00%)</span>');
  });
});

describe('untrusted text from a provider or an article', () => {
  const HOSTILE = `"><script>alert(1)</script><a href='javascript:x' onclick="y">&amp;</a></span>`;

  test('becomes a name, not markup', () => {
    const quotes = quotesOf({ sz000625: aQuote({ name: HOSTILE }) });
    const page = load(annotated(CHANGAN, { quotes }));
    expect(page('script')).toHaveLength(0);
    expect(page('a')).toHaveLength(1);
    expect(page('a').attr('data-name')).toBe(HOSTILE);
    expect(page('a').attr('onclick')).toBeUndefined();
  });

  test('becomes a time, not markup', () => {
    const quotes = quotesOf({ sz000625: aQuote({ quotedAt: HOSTILE }) });
    const page = load(annotated(CHANGAN, { quotes }));
    expect(page('script')).toHaveLength(0);
    expect(page('#quote_sz000625 > span').attr('data-quoted-at')).toBe(HOSTILE);
    expect(page('#quote_sz000625').text()).toBe('(10.52, +0.12, +1.15%)');
  });

  test('stays inert when an article’s name with entities becomes an attribute', () => {
    const body = '<span id="stock_sz000625">&quot;&gt;&lt;script&gt;</span>';
    const page = load(annotated(body, {}));
    expect(page('script')).toHaveLength(0);
    expect(page('a').attr('data-name')).toBe('"><script>');
  });

  test('with line endings, NUL and quotes can be stripped again', () => {
    const quotes = quotesOf({ sz000625: aQuote({ name: `\r\n\0'"<>&=\u2028` }) });
    expect(strip(annotated(CHANGAN, { quotes }))).toBe(CHANGAN);
  });
});

describe('mentions that are not genuine', () => {
  const body = `<p>创${CHANGAN}，${sinaSpan('sh600519', '贵州茅台')}。</p>`;
  const mixed = mentionsIn(body).flatMap((mention, index) => judged([mention], index === 1));

  test('stay unchanged', () => {
    const page = load(annotate(body, mixed, { quotes: QUOTES }));
    expect(page('#stock_sz000625').html()).toBe(load(body)('#stock_sz000625').html());
    expect(page('#quote_sz000625').html()).toBe('');
    expect(page('#stock_sh600519 > a').attr('data-ticker')).toBe('sh600519');
  });

  test('lose their link if that is requested, and keep everything else', () => {
    const unlinked = annotate(body, mixed, { quotes: QUOTES, unlinkFalseMentions: true });
    const page = load(unlinked);
    expect(page('#stock_sz000625 > a').attr('href')).toBeUndefined();
    expect(page('#stock_sz000625 > a').attr('class')).toBe('keyword');
    expect(page('#stock_sh600519 > a').attr('href')).toBe(sinaUrl('sh600519'));
    expect(strip(unlinked)).toBe(body);
  });

  test('without a link stay unchanged', () => {
    const bare = '<span id="stock_sz000625">新产业</span>';
    expect(annotate(bare, judged(mentionsIn(bare), false), { unlinkFalseMentions: true })).toBe(bare);
  });

  test('without genuine ones leave the body unchanged', () => {
    expect(annotate(body, judged(mentionsIn(body), false), { quotes: QUOTES })).toBe(body);
  });
});

describe('several mentions', () => {
  test('each get their own link and quote', () => {
    const body = `${CHANGAN}与${sinaSpan('sh600519', '贵州茅台')}`;
    const quotes = quotesOf({
      sz000625: aQuote(),
      sh600519: aQuote({ name: '贵州茅台', price: 1258.62, change: 23.04, changePercent: 1.86 }),
    });
    const page = load(annotated(body, { quotes }));
    expect(page('#quote_sz000625').text()).toBe('(10.52, +0.12, +1.15%)');
    expect(page('#quote_sh600519').text()).toBe('(1258.62, +23.04, +1.86%)');
    expect(page('a[data-name="贵州茅台"]').attr('data-ticker')).toBe('sh600519');
  });

  test.each([
    [
      'across paragraphs',
      `<a href="${sinaUrl('sz000625')}"><p><span id="stock_sz000625">长安</span></p><p><span id="stock_sz000625">汽车</span></p></a>`,
    ],
    [
      'within each other',
      '<span id="stock_sh000300"><span id="stock_sz399300"><a href="https://example.com/">沪深300</a></span></span>',
    ],
  ])('that share one anchor, %s, add one set of attributes', (_how, body) => {
    expect(genuineIn(body).map(({ link }) => link.kind)).toEqual(['anchor', 'anchor']);
    expect(annotated(body).match(/data-ticker=/g)).toHaveLength(1);
    expect(strip(annotated(body))).toBe(body);
  });

  test('inside each other never put a link into a link', () => {
    const body = '<span id="stock_sh000300"><span id="stock_sz399300">沪深300</span></span>';
    const page = load(annotated(body));
    expect(genuineIn(body)).toHaveLength(2);
    expect(annotated(body).match(/<a /g)).toHaveLength(1);
    expect(page('a a')).toHaveLength(0);
  });

  test('give the same text in any order', () => {
    const body = `${CHANGAN}与${sinaSpan('sh600519', '贵州茅台')}`;
    const mentions = genuineIn(body);
    expect(annotate(body, mentions.toReversed(), { quotes: QUOTES })).toBe(
      annotate(body, mentions, { quotes: QUOTES }),
    );
  });
});

describe('strip', () => {
  const body = `<p>重庆${CHANGAN}股份，<span id="stock_sh600519">贵州茅台</span>。</p>`;
  const text = annotated(body);

  test('returns the original of an annotated text', () => {
    expect(text).not.toBe(body);
    expect(strip(text)).toBe(body);
  });

  test('returns a text that was never annotated unchanged', () => {
    for (const plain of ['', 'x', body, '<a data-tickerspan="">', 'data-tickerspan="0123456789abcdef0123"']) {
      expect(strip(plain)).toBe(plain);
    }
  });

  test.each([
    ['one more character', `${text} `],
    ['another name', text.replaceAll('data-name="长安汽车"', 'data-name="长安"x')],
    ['one word less', text.replace('重庆', '')],
    ['one insertion less', text.replace(/<span data-quoted-at[^>]*>[^<]*<\/span>/, '(10.00)')],
  ])('returns an edited text unchanged: %s', (_what, edited) => {
    expect(edited).not.toBe(text);
    expect(strip(edited)).toBe(edited);
  });

  test('returns the original if only the insertions were edited', () => {
    expect(strip(text.replace('data-name="长安汽车"', 'data-name="长安"').replace('+1.15%', '0.00%'))).toBe(
      body,
    );
  });

  test('returns a text with the marks of another body unchanged', () => {
    const foreign = text.replace(/data-tickerspan="[0-9a-f]{20}/g, 'data-tickerspan="0123456789abcdef0123');
    expect(strip(foreign)).toBe(foreign);
  });

  test('keeps marks that the body already contained', () => {
    const forged =
      '<a href="x" data-ticker="sz000625" data-name="y" rel="noopener" data-tickerspan="0123456789abcdef0123:3">abc</a>' +
      'data-tickerspan-0123456789abcdef0123-href';
    expect(strip(annotated(forged + body))).toBe(forged + body);
    expect(strip(annotated(body + forged))).toBe(body + forged);
  });

  test('finds its own mark among any number of forged ones', () => {
    const marks = Array.from({ length: 300 }, (_, index) => index.toString(16).padStart(20, '0'));
    const forged = marks.map((mark) => `<b data-tickerspan="${mark}">`).join('') + body;
    const done = annotated(forged);
    expect(done).toContain('data-quoted-at');
    expect(strip(done)).toBe(forged);
  });

  test('strips a long text with forged marks', () => {
    const marks = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(20, '0'));
    const forged =
      marks.map((mark) => `<b data-tickerspan="${mark}">`).join('') + '字'.repeat(4_000_000) + body;
    expect(strip(annotated(forged)) === forged).toBe(true);
  });

  test('leaves a text that joins two annotated texts unchanged', () => {
    const other = annotate(CHANGAN, genuine(mentionsIn(CHANGAN)), { quotes: QUOTES });
    expect(strip(other + text)).toBe(other + text);
  });

  test('distinguishes its own closing tag from the body’s at the same place', () => {
    for (const tail of ['</a>', '</a></a>', '</A>']) {
      const tricky = `<span id="stock_sz000625">长安汽车</span>${tail}<span id="stock_sh600519"></a>茅台${tail}</span>`;
      expect(strip(annotated(tricky))).toBe(tricky);
    }
  });
});
