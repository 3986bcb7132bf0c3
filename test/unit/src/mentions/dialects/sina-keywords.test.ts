import { sinaKeywords } from '../../../../../src/mentions/dialects/sina-keywords.ts';
import { findMentions } from '../../../../../src/mentions/find/find-mentions.ts';
import { sinaSpan } from '../../../../support/build.ts';
import { growthOf, MAX_LINEAR_GROWTH } from '../../../../support/processor-time.ts';

const thirteen =
  'sz000686&sz002926&sz300059&sh600369&sh600621&sh600837&sh600909&sh600958&sh600999&sh601066&sh601099&sh601211&sh601555';

test.each([
  [' news_keyword_pub,stock,sz000625&sz300832 ', 'sz000625 sz300832'],
  ['news_keyword_pub,stock,sz000927', 'sz000927'],
  ['news_keyword_pub,stock,sz000927--', 'sz000927'],
  [` news_keyword_pub,stock,${thirteen} `, thirteen.replaceAll('&', ' ')],
  [' news_keyword_pub,stock,sh601628&bj835670&bj838275 ', 'sh601628 bj835670 bj838275'],
  [' news_keyword_pub,stock,sz000625&amp;sz300832 ', 'sz000625 sz300832'],
  [' news_keyword_pub,stock,sz000625| ', 'sz000625'],
  [' news_keyword_pub,hkstock,hk00700&hk03690 ', 'hk00700 hk03690'],
  [' news_keyword_pub,usstock,MSFT&BRK.B&FB ', 'usMSFT usBRK.B usFB'],
  [' news_keyword_pub,forex,USDCNY ', 'fx_susdcny'],
  [' news_keyword_pub,futures,M0&RB2105 ', 'M0 RB2105'],
  [' news_keyword_pub,overseas_futures,hf_CL&GC ', 'hf_CL hf_GC'],
  ['article_adlist[<p cms-style="font-M"><!-- news_keyword_pub,stock,sz000625 ', 'sz000625'],
])('the comment %j announces %s', (comment, expected) => {
  expect(sinaKeywords.announced?.(comment).join(' ')).toBe(expected);
});

test.each([
  ' news_keyword_pub,stock, ',
  ' news_keyword_pub,forex, ',
  'article_adlist[<p cms-style="font-M"><!-- news_keyword_pub,stock, ',
  ' news_keyword_pub ',
  ' news_keyword_pub,fund,sz000625 ',
  ' news_keyword_pub,stock,长安汽车 ',
  ' 正文下iframe ',
  '',
])('the comment %j announces nothing', (comment) => {
  expect(sinaKeywords.announced?.(comment)).toEqual([]);
});

test('an invalid code does not affect the others', () => {
  expect(sinaKeywords.announced?.('news_keyword_pub,stock,sz000625&sz1&&sz300832')).toEqual([
    'sz000625',
    'sz300832',
  ]);
});

test('the comment is read even without mentions, and an empty comment costs nothing', () => {
  expect(findMentions('<p>正文</p><!-- news_keyword_pub,usstock,MSFT&GOOG -->').announced).toEqual([
    'usMSFT',
    'usGOOG',
  ]);
  expect(new RegExp(sinaKeywords.marker).test('<p>正文</p><!-- news_keyword_pub,stock, -->')).toBe(false);
});

test('a ticker that is announced twice counts once, and is not a mention', () => {
  const { announced, mentions } = findMentions(
    `${sinaSpan('sz000625', '长安汽车')}<!-- news_keyword_pub,stock,sz000625&sz000625&sz300832 -->|`,
  );
  expect(announced).toEqual(['sz000625', 'sz300832']);
  expect(mentions.map(({ ticker }) => ticker)).toEqual(['sz000625']);
});

test('a very long comment is read in linear time', () => {
  const read = (size: number) =>
    sinaKeywords.announced?.(
      `${'news_keyword_pub,'.repeat(size / 5)}${'stock,'.repeat(size / 5)}${' '.repeat(size)}`,
    );
  expect(growthOf(read, { length: 12_500 })).toBeLessThan(MAX_LINEAR_GROWTH);
});
