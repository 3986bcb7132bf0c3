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

  test('keeps all it has and gains ticker, name and rel', () => {
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

  test('keeps a rel of its own', () => {
    const rel = load(annotated(`<a rel="nofollow" href="${sinaUrl('sz000625')}">长安汽车</a>`))('a').attr(
      'rel',
    );
    expect(rel).toBe('nofollow');
  });

  test('overrules attributes that claim another ticker', () => {
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
  ])('is one however it is written: %j', (anchor) => {
    expect(load(annotated(anchor))('a').attr()).toMatchObject({
      href: sinaUrl('sz000625'),
      'data-ticker': 'sz000625',
    });
  });
});

describe('a bare span', () => {
  const body =
    '<p>据<span id="stock_sz000625"><b>长安</b>汽车</span><span id="quote_sz000625"></span>公告。</p>';

  test('gets an anchor around all it holds', () => {
    const page = load(annotated(body));
    expect(page('#stock_sz000625 > a').attr()).toMatchObject({
      href: sinaUrl('sz000625'),
      'data-ticker': 'sz000625',
    });
    expect(page('#stock_sz000625 > a').html()).toBe('<b>长安</b>汽车');
  });

  test('links to where the setting says', () => {
    const href = (linkTarget: string) => load(annotated(body, { linkTarget }))('a').attr('href');
    expect(href('xueqiu')).toBe('https://xueqiu.com/S/SZ000625');
    expect(href('https://example.com/?a=1&b="{ticker}"')).toBe('https://example.com/?a=1&b="sz000625"');
  });

  test('gets none inside a link that leads elsewhere', () => {
    const inside =
      '<a href="https://example.com/"><p>导语</p><p><span id="stock_sz000625">长安汽车</span></p></a>';
    expect(annotated(inside)).toBe(inside);
  });
});

describe('the placeholder', () => {
  test('is filled the way the publisher’s page would, with the time and the state of the quote', () => {
    const slot = load(annotated(CHANGAN))('#quote_sz000625');
    expect(slot.text()).toBe('(10.52, +0.12, +1.15%)');
    expect(slot.children().attr()).toMatchObject({
      'data-quoted-at': '2026-09-30T06:10:19.000Z',
      'data-state': 'trading',
    });
    expect(slot.children().attr('data-stale')).toBeUndefined();
  });

  test('says of a suspended listing that it is suspended', () => {
    const quote = aQuote({ state: 'suspended', price: null, change: null, changePercent: null });
    const slot = load(annotated(CHANGAN, { quotes: quotesOf({ sz000625: quote }) }))('#quote_sz000625');
    expect(slot.text()).toBe('(停牌)');
    expect(slot.children().attr('data-state')).toBe('suspended');
  });

  test('marks a stale quote', () => {
    const quotes = quotesOf({ sz000625: aQuote({ stale: true }) });
    expect(load(annotated(CHANGAN, { quotes }))('#quote_sz000625 > span').attr('data-stale')).toBe('true');
  });

  test('stays empty without a quote, and the link is there all the same', () => {
    const page = load(annotated(CHANGAN, {}));
    expect(page('#quote_sz000625').html()).toBe('');
    expect(page('a').attr('data-ticker')).toBe('sz000625');
  });

  test('with a quote written in it stays as it is', () => {
    const baked =
      '<span id="stock_sz000625">长安汽车</span><span id="quote_sz000625">(9.99, 0.00, 0.00%)</span>';
    expect(annotated(baked)).toContain('<span id="quote_sz000625">(9.99, 0.00, 0.00%)</span>');
  });
});

describe('what a provider or an article says', () => {
  const HOSTILE = `"><script>alert(1)</script><a href='javascript:x' onclick="y">&amp;</a></span>`;

  test('is a name and no markup', () => {
    const quotes = quotesOf({ sz000625: aQuote({ name: HOSTILE }) });
    const page = load(annotated(CHANGAN, { quotes }));
    expect(page('script')).toHaveLength(0);
    expect(page('a')).toHaveLength(1);
    expect(page('a').attr('data-name')).toBe(HOSTILE);
    expect(page('a').attr('onclick')).toBeUndefined();
  });

  test('is a time and no markup', () => {
    const quotes = quotesOf({ sz000625: aQuote({ quotedAt: HOSTILE }) });
    const page = load(annotated(CHANGAN, { quotes }));
    expect(page('script')).toHaveLength(0);
    expect(page('#quote_sz000625 > span').attr('data-quoted-at')).toBe(HOSTILE);
    expect(page('#quote_sz000625').text()).toBe('(10.52, +0.12, +1.15%)');
  });

  test('stays inert where a name of the article with entities becomes an attribute', () => {
    const body = '<span id="stock_sz000625">&quot;&gt;&lt;script&gt;</span>';
    const page = load(annotated(body, {}));
    expect(page('script')).toHaveLength(0);
    expect(page('a').attr('data-name')).toBe('"><script>');
  });

  test('with line ends, NUL and quotes in it is stripped again', () => {
    const quotes = quotesOf({ sz000625: aQuote({ name: `\r\n\0'"<>&=\u2028` }) });
    expect(strip(annotated(CHANGAN, { quotes }))).toBe(CHANGAN);
  });
});

describe('mentions that are not genuine', () => {
  const body = `<p>创${CHANGAN}，${sinaSpan('sh600519', '贵州茅台')}。</p>`;
  const mixed = mentionsIn(body).flatMap((mention, index) => judged([mention], index === 1));

  test('are left as they came', () => {
    const page = load(annotate(body, mixed, { quotes: QUOTES }));
    expect(page('#stock_sz000625').html()).toBe(load(body)('#stock_sz000625').html());
    expect(page('#quote_sz000625').html()).toBe('');
    expect(page('#stock_sh600519 > a').attr('data-ticker')).toBe('sh600519');
  });

  test('lose their link where that is wanted, and keep everything else', () => {
    const unlinked = annotate(body, mixed, { quotes: QUOTES, unlinkFalseMentions: true });
    const page = load(unlinked);
    expect(page('#stock_sz000625 > a').attr('href')).toBeUndefined();
    expect(page('#stock_sz000625 > a').attr('class')).toBe('keyword');
    expect(page('#stock_sh600519 > a').attr('href')).toBe(sinaUrl('sh600519'));
    expect(strip(unlinked)).toBe(body);
  });

  test('without a link have none to lose', () => {
    const bare = '<span id="stock_sz000625">新产业</span>';
    expect(annotate(bare, judged(mentionsIn(bare), false), { unlinkFalseMentions: true })).toBe(bare);
  });

  test('alone leave the body as it came', () => {
    expect(annotate(body, judged(mentionsIn(body), false), { quotes: QUOTES })).toBe(body);
  });
});

describe('several mentions', () => {
  test('are each linked and priced with their own', () => {
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
      'over paragraphs',
      `<a href="${sinaUrl('sz000625')}"><p><span id="stock_sz000625">长安</span></p><p><span id="stock_sz000625">汽车</span></p></a>`,
    ],
    [
      'within each other',
      '<span id="stock_sh000300"><span id="stock_sz399300"><a href="https://example.com/">沪深300</a></span></span>',
    ],
  ])('that share one anchor, %s, give it one set of attributes', (_how, body) => {
    expect(genuineIn(body).map(({ link }) => link.kind)).toEqual(['anchor', 'anchor']);
    expect(annotated(body).match(/data-ticker=/g)).toHaveLength(1);
    expect(strip(annotated(body))).toBe(body);
  });

  test('one within the other never put a link into a link', () => {
    const body = '<span id="stock_sh000300"><span id="stock_sz399300">沪深300</span></span>';
    const page = load(annotated(body));
    expect(genuineIn(body)).toHaveLength(2);
    expect(annotated(body).match(/<a /g)).toHaveLength(1);
    expect(page('a a')).toHaveLength(0);
  });

  test('in whatever order they are handed over give the same text', () => {
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

  test('gives back what was annotated', () => {
    expect(text).not.toBe(body);
    expect(strip(text)).toBe(body);
  });

  test('gives back a text that was never annotated', () => {
    for (const plain of ['', 'x', body, '<a data-tickerspan="">', 'data-tickerspan="0123456789abcdef0123"']) {
      expect(strip(plain)).toBe(plain);
    }
  });

  test.each([
    ['a character more', `${text} `],
    ['another name', text.replaceAll('data-name="长安汽车"', 'data-name="长安"x')],
    ['a word less', text.replace('重庆', '')],
    ['an insertion less', text.replace(/<span data-quoted-at[^>]*>[^<]*<\/span>/, '(10.00)')],
  ])('gives back a text that was edited: %s', (_what, edited) => {
    expect(edited).not.toBe(text);
    expect(strip(edited)).toBe(edited);
  });

  test('gives the body of a text that was edited within the insertions alone', () => {
    expect(strip(text.replace('data-name="长安汽车"', 'data-name="长安"').replace('+1.15%', '0.00%'))).toBe(
      body,
    );
  });

  test('gives back a text that bears the marks of another body', () => {
    const foreign = text.replace(/data-tickerspan="[0-9a-f]{20}/g, 'data-tickerspan="0123456789abcdef0123');
    expect(strip(foreign)).toBe(foreign);
  });

  test('leaves the marks that were in the body before', () => {
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

  test('finds its own mark, or there is none, in a long text of forged ones', () => {
    const marks = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(20, '0'));
    const forged =
      marks.map((mark) => `<b data-tickerspan="${mark}">`).join('') + '字'.repeat(4_000_000) + body;
    expect(strip(annotated(forged)) === forged).toBe(true);
  });

  test('takes out one annotating of two that one text was put together from', () => {
    const other = annotate(CHANGAN, genuine(mentionsIn(CHANGAN)), { quotes: QUOTES });
    expect(strip(other + text)).toBe(other + text);
  });

  test('tells a closing tag of its own from one of the body at the same place', () => {
    for (const tail of ['</a>', '</a></a>', '</A>']) {
      const tricky = `<span id="stock_sz000625">长安汽车</span>${tail}<span id="stock_sh600519"></a>茅台${tail}</span>`;
      expect(strip(annotated(tricky))).toBe(tricky);
    }
  });
});
