import fc from 'fast-check';
import type { Quote } from '../../src/quotes/quote.ts';
import { parseTicker, type Ticker } from '../../src/tickers/ticker.ts';
import { aQuote, sinaUrl } from './build.ts';

const CODES = ['sz000625', 'sh600519', 'sz300832', 'bj920118', 'sh000300', 'sz399300'] as const;
const NAMES = [
  '长安汽车',
  '万&nbsp;科A',
  '<font>中</font><b>免</b>',
  ' 新希望\n',
  'TCL&amp;',
  '😀',
  '&#x5b89;',
  '名',
] as const;
const BROKEN_NAMES = ['"><x', '<b>名', '名</font>', '<!--', '&'] as const;

/** A listing's code as publishers write it. */
export const code = fc.constantFrom(...CODES);

/** A mainland ticker with any digits. */
export const mainlandTicker: fc.Arbitrary<Ticker> = fc
  .tuple(fc.constantFrom('sh', 'sz', 'bj'), fc.integer({ min: 0, max: 999_999 }))
  .map(([exchange, digits]) => parseTicker(exchange + String(digits).padStart(6, '0')));

/** A ticker of any exchange, including indices, currencies and futures. */
export const anyTicker: fc.Arbitrary<Ticker> = fc.oneof(
  mainlandTicker,
  fc.integer({ min: 0, max: 99_999 }).map((digits) => parseTicker(`hk${String(digits).padStart(5, '0')}`)),
  fc.stringMatching(/^[A-Z]{1,5}$/).map((symbol) => parseTicker(`us${symbol}`)),
  fc
    .constantFrom(
      'hkHSI',
      'hkHSTECH',
      'usBRK.B',
      'us.IXIC',
      'us.DJI',
      'us.HXC',
      'fx_susdcny',
      'RB2105',
      'hf_CL',
    )
    .map(parseTicker),
);

/** Any text at all: lone surrogates, control characters, letters of every script. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
);

/** Pieces of markup, most of them broken off. */
const fragment: fc.Arbitrary<string> = fc.constantFrom(
  ...[
    '<',
    '>',
    '</',
    '/>',
    '<a',
    '<a ',
    '</a>',
    '</a >',
    '</A>',
    '<span>',
    '<span ',
    '</span>',
    '</span >',
    '<p>',
    '</p>',
    '<br/>',
  ],
  ...[
    '<div>',
    '</div>',
    '<td>',
    '<b>',
    '</b>',
    '<font color="#113eaa">',
    '</font>',
    '="',
    '"',
    "'",
    '=',
    '&',
    '&amp;',
    '&#',
    '&#0;',
    '&lt',
  ],
  ...[
    '<!--',
    '-->',
    '<!--article_adlist[',
    '<script>',
    '</script>',
    '<style>',
    '</style>',
    '<textarea>',
    '<plaintext>',
    '</textarea>',
    '<title>',
    '<!',
    '<?',
  ],
  ...[
    '<![CDATA[',
    ']]>',
    '<svg>',
    '<a href="https://example.com/">',
    '<a href="',
    ' href=x',
    ' id="',
    '\r\n',
    '\n',
    ' ',
    '　',
    '\0',
    '{',
    '}',
    '$&',
    '$1',
  ],
  ...[
    'stock_sz000625',
    'quote_sz000625',
    '<span id="stock_sz000625',
    '<span id="stock_sz000625">',
    '<span id="quote_sz000625">',
    '维权',
  ],
  ...[
    ' data-ticker="',
    ' data-name="',
    ' rel="noopener"',
    ' data-state="',
    '<span data-quoted-at="',
    ' data-stale="true"',
  ],
);

/** Broken markup as no publisher intends it. */
export const markup: fc.Arbitrary<string> = fc
  .array(fc.oneof({ arbitrary: fragment, weight: 4 }, { arbitrary: anyText, weight: 1 }), { maxLength: 14 })
  .map((pieces) => pieces.join(''));

const mentionOf = (names: readonly string[], lastShape: number): fc.Arbitrary<string> =>
  fc.tuple(code, code, fc.constantFrom(...names), fc.nat(lastShape)).map(([ticker, other, name, shape]) => {
    const quote = `<span id="quote_${ticker}"></span>`;
    const anchor = `<a href="${sinaUrl(ticker)}" class="keyword">${name}</a>`;
    const shapes = [
      `<span id="stock_${ticker}">${anchor}</span>${quote}`,
      `<span id=stock_${ticker}><a href=${sinaUrl(ticker)} rel=nofollow target=_blank>${name}</a></span><span id=quote_${ticker}></span>`,
      `<span id="stock_${ticker}">${name}</span>${quote}`,
      `<span id='stock_${ticker}'><font>${name}</font></span>`,
      anchor,
      `<A/HREF='${sinaUrl(ticker)}'>${name}</A >`,
      `<span id="stock_${ticker}"><span id="stock_${other}">${name}</span></span>${quote}<span id="quote_${other}"></span>`,
      `<span id="stock_${ticker}"><a href="${sinaUrl(other)}">${name}</a></span>${quote}`,
      `<span id="stock_${ticker}"><a href="https://example.com/">${name}</a></span>${quote}`,
      `<span id="stock_${ticker}">${name}<a href="https://example.com/">x</a></span>${quote}`,
      `<span id="stock_${ticker}">${name}</span><span id="quote_${ticker}">(1.00)</span>`,
      `<span id="stock_${ticker}">${name}<span id="quote_${other}"></span></span>`,
    ];
    return shapes[shape] ?? anchor;
  });

/** What Sina's linker and its descendants write, each piece well-formed by itself. */
const wellFormedMention = mentionOf(NAMES, 10);

/** The same, sometimes with names that break it, or with a placeholder. */
export const mentionMarkup: fc.Arbitrary<string> = mentionOf([...NAMES, ...BROKEN_NAMES], 11);

const MARK = '0123456789abcdef0123';

/** Annotations as `annotate` inserts them into another body, and imitations. */
const forgery: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      (mark: string) => ` data-ticker="sz000625" data-name="x" rel="noopener" data-tickerspan="${mark}"`,
      (mark: string) =>
        `<a href="x" data-ticker="y" data-name="z" rel="noopener" data-tickerspan="${mark}:3">`,
      (mark: string) => `<span data-quoted-at="x" data-state="y" data-tickerspan="${mark}">(1)</span>`,
      (mark: string) => `data-tickerspan-${mark}-href`,
      (mark: string) => ` data-tickerspan="${mark}`,
    ),
    fc.oneof(
      fc.constant(MARK),
      fc.bigInt({ min: 0n, max: 0xffffn }).map((number) => number.toString(16).padStart(20, '0')),
    ),
  )
  .map(([forge, mark]) => forge(mark));

const joined = (piece: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

/** A body with spans in it, in intact and in broken surroundings. */
export const plantedBody: fc.Arbitrary<string> = joined(
  fc.oneof(
    { arbitrary: mentionMarkup, weight: 3 },
    { arbitrary: markup, weight: 2 },
    { arbitrary: anyText, weight: 1 },
  ),
);

/** The same with forged annotations in it. */
export const forgedBody: fc.Arbitrary<string> = joined(fc.oneof(mentionMarkup, forgery, fragment));

/**
 * A body whose elements are all closed in the right place, with links around paragraphs and
 * companies.
 */
export const wellFormedBody: fc.Arbitrary<string> = fc.letrec<{
  node: string;
  nodes: string;
  flow: string;
  flows: string;
}>((tie) => {
  const wrapped = (content: fc.Arbitrary<string>, ...tags: readonly string[]) =>
    fc
      .tuple(fc.constantFrom(...tags), content)
      .map(([tag, inner]) => `<${tag}>${inner}</${tag.split(' ')[0]}>`);
  const text = fc.constantFrom('导语', '，', '', ' ');
  return {
    // HTML does not allow links in links, so the page's own links contain only spans.
    node: fc.oneof(
      { maxDepth: 4 },
      text,
      wellFormedMention,
      wrapped(tie('nodes'), 'p', 'div', 'b', 'font', 'span'),
      wrapped(tie('flows'), 'a href="https://example.com/"'),
    ),
    nodes: joined(tie('node')),
    flow: fc.oneof(
      { maxDepth: 4 },
      text,
      code.map((id) => `<span id="stock_${id}">名</span>`),
      wrapped(tie('flows'), 'p', 'div', 'b', 'span'),
    ),
    flows: joined(tie('flow')),
  };
}).nodes;

/** A quote whose texts all come from a malicious provider. */
const hostileQuote: fc.Arbitrary<Quote> = fc
  .record({
    name: fc.oneof(
      anyText,
      markup,
      forgery,
      fc.constantFrom('"><script>', "' onclick='", '</span></a>', '&quot;', '--><!--'),
    ),
    quotedAt: fc.oneof(anyText, fc.constant('" data-state="')),
    state: fc.constantFrom('trading' as const, 'suspended' as const, 'delisted' as const),
    stale: fc.boolean(),
    price: fc.option(fc.double()),
    change: fc.option(fc.double()),
    changePercent: fc.option(fc.double()),
    previousClose: fc.option(fc.double()),
  })
  .map((parts) => aQuote(parts));

/** Hostile quotes for every code in the bodies. */
export const hostileQuotes: fc.Arbitrary<ReadonlyMap<Ticker, Quote>> = fc
  .tuple(...CODES.map(() => fc.option(hostileQuote)))
  .map(
    (quotes) =>
      new Map(
        quotes.flatMap((quote, index) => (quote ? [[parseTicker(CODES[index] ?? ''), quote] as const] : [])),
      ),
  );
