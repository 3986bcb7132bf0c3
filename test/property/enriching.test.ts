import fc from 'fast-check';
import { annotate, strip } from '../../src/articles/annotate.ts';
import { enrichArticle } from '../../src/articles/enrich-article.ts';
import { explainArticle } from '../../src/articles/explain-article.ts';
import type { Dialect, OpenTag } from '../../src/mentions/dialect.ts';
import { DIALECTS } from '../../src/mentions/dialects/table.ts';
import { findMentions } from '../../src/mentions/find/find-mentions.ts';
import { judgeFindings } from '../../src/mentions/judge/judge-mentions.ts';
import { scanMarkup } from '../../src/mentions/markup/scan-markup.ts';
import type { JudgedMention } from '../../src/mentions/mention.ts';
import {
  anyText,
  forgedBody,
  hostileQuotes,
  markup,
  mentionMarkup,
  plantedBody,
  wellFormedBody,
} from '../support/arbitraries.ts';
import { anArticle, aQuote, sinaSpan, sinaUrl, sourceOf } from '../support/build.ts';

/** One sample of every dialect and notation, each in a context that means a company. */
const DIALECT_SAMPLES = [
  `重庆${sinaSpan('sz000625', '长安汽车')}股份有限公司`,
  '<span id="hkstock_hk00700"><a href="http://stock.finance.sina.com.cn/hkstock/quotes/00700.html" class="keyword f_st">腾讯</a></span><span id="quote_hk00700"></span>',
  '<span id=usstock_BABA><a href=http://stock.finance.sina.com.cn/usstock/quotes/BABA.html class="keyword f_st">阿里巴巴</a></span><span id=quote_BABA></span>',
  '<span id="forex_fx_susdcny"><a href="http://finance.sina.com.cn/money/forex/hq/USDCNY.shtml">人民币</a></span><span id="quote_fx_susdcny"></span>',
  '<span id="futures_M0"><a href="http://finance.sina.com.cn/money/future/quote.html?code=M0">豆粕</a></span><span id="quote_M0"></span>',
  '<span id="overseas_futures_hf_CL"><a href="http://finance.sina.com.cn/money/future/CL/quote.shtml">原油</a></span><span id="quote_hf_CL"></span>',
  `<span id="stock_sh000300"><a href="${sinaUrl('sh000300')}"><span id="stock_sz399300"></span></a><a href="${sinaUrl('sz399300')}">沪深300指数</a></span><span id="quote_sz399300"></span><span id="quote_sh000300"></span>`,
  '<span id="stock_sh601800"><font color="#113eaa">中国交建</font></span>',
  '<!-- news_keyword_pub,stock,sz000625&sh600519 -->',
  '<span id="stock_3001042"><a class="keytip" href="http://quote.eastmoney.com/SZ300104.html">乐视网</a></span><span id="quote_3001042"></span>(300104.SZ)',
  '<span id="stock_013855"><a href="https://wap.eastmoney.com/quota/stock/index/013855" class="keytip">上海复旦</a></span><span id="quote_013855"></span>',
  '<span id="stock_1.600030"><a href= "http://quote.eastmoney.com/unify/r/1.600030" class="keytip" data-code="1,600030">中信证券</a ></span><span id="quote_1.600030"></span>',
  '<span href="http://quote.eastmoney.com/unify/r/1.600030" class="em_stock_key_common" data-code="1,600030">中信证券</span>',
  '<a href="http://stockpage.10jqka.com.cn/300618/" target="_blank">寒锐钴业</a>',
  '<a href="http://xueqiu.com/S/SZ000568" target="_blank">$泸州老窖(SZ000568)$</a>&nbsp;',
  '<a href="http://quotes.money.163.com/0600519.html">贵州茅台</a>',
  '<a href="https://gu.qq.com/sh600519/gp">贵州茅台</a>',
  '<a href="http://stock.jrj.com.cn/share,603538.shtml">美诺华</a>',
  '<a href="http://stockdata.stock.hexun.com/600027.shtml">华电国际</a>',
  '<a href="https://www.cls.cn/stock?code=sh600745">闻泰科技</a>',
  '东方智造（SZ.002175）',
  '（深交所：002594 / 港交所：1211）',
  '（NYSE：BABA、港交所：9988）',
  '紫金矿业（601899）',
  '$TSLA 上涨，$文峰股份(601010.SH)$',
] as const;

/** Repetitions of the names above, and texts that only look like them. */
const NAMES = [
  '长安汽车',
  '腾讯',
  '阿里巴巴',
  '中国交建',
  '沪深300指数',
  '中信证券',
  '贵州茅台',
  '文峰股份',
  '长安<b>汽车</b>',
  '长安&#27773;车',
  'BABA',
  '1211',
  '601899',
] as const;

const sample = fc.constantFrom(...DIALECT_SAMPLES);
const repeat = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom('股价上涨，', '股份有限公司', '', '电池', '大学'))
  .map(([name, more]) => name + more);
const between = fc.constantFrom(
  '<p>',
  '</p>',
  '，',
  '<br>',
  '<a href="https://example.com/">',
  '</a>',
  '<font>',
  '</font>',
  '<!--',
  '-->',
  '（',
  '）',
  '😀',
  '\r\n',
);

const joined = (piece: fc.Arbitrary<string>) =>
  fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(''));

/** Articles with every dialect and repeated names, mostly not well-formed. */
const article: fc.Arbitrary<string> = joined(
  fc.oneof(
    { arbitrary: sample, weight: 4 },
    { arbitrary: repeat, weight: 3 },
    { arbitrary: between, weight: 2 },
    { arbitrary: mentionMarkup, weight: 1 },
    { arbitrary: fc.oneof(markup, anyText), weight: 1 },
  ),
);

const body = fc.oneof(
  { arbitrary: article, weight: 4 },
  { arbitrary: fc.oneof(plantedBody, forgedBody, wellFormedBody), weight: 1 },
);

const threshold = fc.constantFrom(0, 0.5, 0.9);

const read = (text: string, minConfidence = 0.5): readonly JudgedMention[] =>
  judgeFindings(findMentions(text), { minConfidence, findRepeats: true }).mentions;

test('each sample is found by its own dialect, and every dialect has a sample', () => {
  const found = new Set(
    DIALECT_SAMPLES.flatMap((text) => read(`<p>${text}</p>`).map(({ dialect }) => dialect)),
  );
  expect(found).toEqual(new Set(DIALECTS.map(({ name }) => name)));
});

test('finding, judging and annotating never throw, and all insertions can be removed', () => {
  fc.assert(
    fc.property(
      body,
      threshold,
      hostileQuotes,
      fc.boolean(),
      (text, minConfidence, quotes, unlinkFalseMentions) => {
        const mentions = read(text, minConfidence);
        expect(strip(annotate(text, mentions, { quotes, unlinkFalseMentions }))).toBe(text);
      },
    ),
    { numRuns: 200 },
  );
});

test('every mention has its place in the body, in order, and each ticker has one first mention', () => {
  fc.assert(
    fc.property(body, (text) => {
      const mentions = read(text);
      const firsts = mentions.filter(({ first }) => first).map(({ ticker }) => ticker);
      expect(new Set(firsts).size).toBe(firsts.length);
      expect(new Set(firsts)).toEqual(new Set(mentions.map(({ ticker }) => ticker)));
      let before = 0;
      for (const mention of mentions) {
        expect(before <= mention.start && mention.start < mention.end && mention.end <= text.length).toBe(
          true,
        );
        before = mention.start;
        const slice = text.slice(mention.start, mention.end);
        if (slice !== mention.text) expect(slice).toMatch(/[<&]/);
      }
    }),
    { numRuns: 200 },
  );
});

test('a later occurrence overlaps no other mention and has no quote of its own', () => {
  fc.assert(
    fc.property(body, threshold, (text, minConfidence) => {
      const mentions = read(text, minConfidence);
      for (const mention of mentions) {
        if (mention.dialect !== 'name') continue;
        expect(mention.placeholder).toBeUndefined();
        expect(mention.first).toBe(false);
        const overlapping = mentions.filter(({ start, end }) => start < mention.end && mention.start < end);
        expect(overlapping).toEqual([mention]);
        expect(
          mentions.some(
            ({ ticker, genuine, text: name, end }) =>
              genuine && ticker === mention.ticker && name === mention.text && end <= mention.start,
          ),
        ).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test('the other mentions are the same without later occurrences', () => {
  fc.assert(
    fc.property(body, (text) => {
      const plain = judgeFindings(findMentions(text), { minConfidence: 0.5, findRepeats: false }).mentions;
      expect(read(text).filter(({ dialect }) => dialect !== 'name')).toEqual(plain);
    }),
    { numRuns: 200 },
  );
});

test('an article that is enriched, stripped and enriched again has the same result', async () => {
  const source = sourceOf('table', {
    sz000625: aQuote(),
    hk00700: aQuote({ name: '腾讯控股', currency: 'HKD' }),
    usBABA: aQuote({ name: '"><阿里>', currency: 'USD' }),
    sh600030: aQuote({ name: '中信证券', state: 'suspended', price: null }),
  });
  const enrich = (text: string) =>
    enrichArticle(anArticle({ body: text }), {
      quotes: source,
      signal: new AbortController().signal,
      minConfidence: 0.5,
      linkTarget: 'xueqiu',
      unlinkFalseMentions: true,
      linkRepeats: true,
    });
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const once = await enrich(text);
      expect(strip(once.body)).toBe(text);
      expect(await enrich(strip(once.body))).toEqual(once);
    }),
    { numRuns: 200 },
  );
});

test('explaining never throws, and has the same mentions as enriching', () => {
  fc.assert(
    fc.property(body, (text) => {
      const { candidates, warnings } = explainArticle(anArticle({ body: text }), {
        minConfidence: 0.5,
        linkRepeats: true,
      });
      const places = candidates.filter(({ mention }) => mention).map(({ ticker, start }) => [ticker, start]);
      expect(places).toEqual(read(text).map(({ ticker, start }) => [ticker, start]));
      for (const { start = 0 } of warnings) expect(0 <= start && start <= text.length).toBe(true);
    }),
    { numRuns: 200 },
  );
});

/**
 * Ends any tag, comment or script that a body leaves open, so that each copy of it is read alike.
 */
const ENDS = '--></script></style></textarea></title></iframe></xmp></noembed></noframes>"\'>-->';

/**
 * Measures the work for a body in numbers that are the same on every machine: the events of its
 * markup, and the characters that the text, the dialects and the judge read.
 */
function workOf(text: string): number {
  let work = 0;
  const count = (characters: number): void => {
    work += 1 + characters;
  };
  scanMarkup(text, new Set(['span', 'a']), {
    openTag: (_name, tag) => count(tag ? lengthOf(tag.attributes) : 0),
    closeTag: () => count(0),
    comment: (content) => count(content.length),
    text: (start, end) => count(end - start),
  });
  const findings = findMentions(text, {
    dialects: DIALECTS.map((dialect) => counting(dialect, count)),
  });
  const { mentions } = judgeFindings(findings, { minConfidence: 0.5, findRepeats: true });
  for (const { before, after, text: name } of mentions) count(before.length + name.length + after.length);
  count(findings.rejected.length);
  return work;
}

const lengthOf = (attributes: ReadonlyMap<string, string>): number =>
  [...attributes].reduce((length, [name, value]) => length + name.length + value.length, 0);

/** Wraps a dialect so that it reports how many characters it reads. */
function counting(dialect: Dialect, count: (characters: number) => void): Dialect {
  const { claim, announced, notation, ...rest } = dialect;
  return {
    ...rest,
    ...(claim && {
      claim: (tag: OpenTag) => {
        count(lengthOf(tag.attributes));
        return claim(tag);
      },
    }),
    ...(announced && {
      announced: (comment: string) => {
        count(comment.length);
        return announced(comment);
      },
    }),
    ...(notation && {
      notation: {
        pattern: notation.pattern,
        read: (match: string, before: string, after: string) => {
          count(match.length + before.length + after.length);
          return notation.read(match, before, after);
        },
      },
    }),
  };
}

test('ten times the text needs at most twelve times the work', () => {
  fc.assert(
    fc.property(body, (text) => {
      const copy = text + ENDS;
      // With few copies, the first mentions have less text on each side than all later ones.
      expect(workOf(copy.repeat(600))).toBeLessThanOrEqual(12 * workOf(copy.repeat(60)));
    }),
    { numRuns: 10 },
  );
});

test.each([
  ...DIALECT_SAMPLES,
  ...NAMES,
  '<span id=stock_sz000625>',
  '<span id=stock_sz000625></span>',
  '<span id=stock_sz000625>长安汽车',
  '<span id=quote_sz000625></span>',
  '<a href="https://finance.sina.com.cn/realstock/company/sz000625/nc.shtml">',
  '</span></a>',
  '<div>',
  '</p>',
  '<',
  '</',
  '<!--',
  '<![CDATA[',
  '&',
  '&#',
  '&nbsp;',
  '"',
  '=',
  '\0',
  '$',
  '$A',
  '（',
  '（6',
  '600519.',
  'SH',
  '港交所：',
  '证券代码',
  ' id="stock_sz000625"',
  'news_keyword_pub,stock,',
])('for %j repeated, ten times the text needs at most twelve times the work', (piece) => {
  const sound = `<p>重庆${sinaSpan('sz000625', '长安汽车')}股份有限公司</p>`;
  for (const start of ['', '<span ', '<!-- news_keyword_pub,stock,', '<p>（']) {
    const repeated = (times: number) => `${sound}${start}${piece.repeat(times)}`;
    expect(workOf(repeated(1000))).toBeLessThanOrEqual(12 * workOf(repeated(100)));
  }
});
