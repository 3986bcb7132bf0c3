import type { Signal } from '../../../../../src/mentions/judge/mention-context.ts';
import { contextOf } from '../../../../../src/mentions/judge/mention-context.ts';
import { clauseAfter } from '../../../../../src/mentions/judge/signals/clause-after.ts';
import { clauseBefore } from '../../../../../src/mentions/judge/signals/clause-before.ts';
import { continuation } from '../../../../../src/mentions/judge/signals/continuation.ts';
import { edgeLetters } from '../../../../../src/mentions/judge/signals/edge-letters.ts';
import { lead } from '../../../../../src/mentions/judge/signals/lead.ts';
import { marketLanguage } from '../../../../../src/mentions/judge/signals/market-language.ts';
import { nameMeaning } from '../../../../../src/mentions/judge/signals/name-meaning.ts';
import { neighbours } from '../../../../../src/mentions/judge/signals/neighbours.ts';
import { SIGNALS } from '../../../../../src/mentions/judge/signals/table.ts';
import { parseTicker } from '../../../../../src/tickers/ticker.ts';

const ticker = parseTicker('sz000625');

/** Returns the features that a signal finds for the name between the two `|` of a sentence. */
function seenBy(signal: Signal, sentence: string): readonly string[] {
  const [before = '', text = '', after = ''] = sentence.split('|');
  return signal
    .read(contextOf({ ticker, text, before, after, dialect: 'sina' }))
    .map(({ feature }) => feature);
}

test.each([
  ['白酒板块走强，|贵州茅台|大涨', true],
  ['三大运营商中，|中国移动|派息更多', true],
  ['清晨的西堤，|三只松鼠|在追逐', false],
  ['白酒板块走强。天气转凉，|三只松鼠|在追逐', false],
  ['白酒板块中的|贵州茅台|大涨', false],
])('the clause before is about the market: %s: %p', (sentence, isSeen) => {
  expect(seenBy(clauseBefore, sentence)).toEqual(isSeen ? ['market-clause-before'] : []);
});

test.each([
  ['|王府井|昨日上调指引', ['clause-act']],
  ['|王府井|盘中一度拉升', ['clause-share-move']],
  ['|王府井|的净利润同比持平', ['clause-own']],
  ['|王府井|人头攒动，多家企业公布净利润', []],
  ['|王府井|步行街上', []],
  ['记者从|王府井|处得知，该公司已换帅', ['anaphor-behind']],
  ['记者从|王府井|处得知该行已换帅', []],
])('the clause after continues as one about a company: %s: %p', (sentence, features) => {
  expect(seenBy(clauseAfter, sentence)).toEqual(features);
});

test.each([
  ['每到夏夜，|珠江啤酒|吧街人头攒动', ['joins-right']],
  ['民警提醒，上|网易|遇虚假广告', ['joins-left']],
  ['每到夏夜，|珠江啤酒|股价走高', []],
  ['据|珠江啤酒|，销量回升', []],
])('a lone character beside the name forms a word with its edge: %s: %p', (sentence, features) => {
  expect(seenBy(edgeLetters, sentence)).toEqual(features);
});

test.each([
  ['益丰药房、大参林、|老百姓|均在开店', 'list-of-company'],
  ['最大的三家为大秦铁路、|西藏城投|和长久物流', 'list-of-company'],
  ['今日，|青岛港|、招商公路等交运股收涨', 'list-of-firms'],
  ['风能、|太阳能|等清洁能源装机扩大', 'list-of-others'],
  ['前门、|王府井|、西单等商圈客流回升', 'list-of-others'],
])('a list shows what its items are: %s: %s', (sentence, feature) => {
  expect(seenBy(neighbours, sentence)).toContain(feature);
});

test.each([
  ['一位|中国银行|交易员称，结汇意愿上升', 'distant-own-person'],
  ['|上海银行|同业公会倡议会员单位优化服务', 'distant-other-organisation'],
  ['盘前，|福特|汽车跌3%', 'trade-behind'],
  ['下周，|福特|汽车站启用', 'distant-place-head'],
  ['由|完美世界|承办的邀请赛开票', 'deed-of'],
  ['|三峡旅游|今年提前进入旺季', 'time-behind'],
  ['|贵州茅台|站上1800元', 'market-fact'],
  ['加强对|东北证券|市场的检查', 'sector-behind'],
  ['加强对|东北证券|的检查', 'possessive'],
  ['|王府井|站今起封闭', 'place-head'],
  ['加强对|中国证券报|市场的检查', 'theme'],
  ['|长安|学院新楼落成', 'other-organisation'],
  ['|王府井|以及西单客流回升', 'list-goes-on'],
])('the words after the name decide what it means: %s: %s', (sentence, feature) => {
  expect(seenBy(continuation, sentence)).toEqual([feature]);
});

test.each([
  ['终端厂商|新大陆|的出货量', 'company-word-before'],
  ['再度减持|苹果|，增持现金', 'deal-before'],
  ['国盛证券上调|中国石油|盈利预测', 'analyst-before'],
  ['净买入额最高的是|小米|，达14亿港元', 'copula-before'],
  ['连锁药店方面，|老百姓|开店加快', 'group-before'],
  ['引进了十台|机器人|搬运', 'things-before'],
  ['周末前往|长白山|滑雪', 'way-before'],
])('the words before the name decide what it means: %s: %s', (sentence, feature) => {
  expect(seenBy(lead, sentence)).toEqual([feature]);
});

test.each([
  ['usAAPL', 'listed-abroad'],
  ['hk01810', 'listed-abroad'],
  ['sh600519', 'listed-home'],
])('the signal knows where the company of %s is listed: %s', (code, feature) => {
  const mention = { ticker: parseTicker(code), text: '苹果', before: '', after: '', dialect: 'sina' };
  expect(nameMeaning.read(contextOf(mention)).map((seen) => seen.feature)).toEqual(['name-word', feature]);
});

test('words of each vocabulary are counted on both sides, the longest word at a place', () => {
  const [context] = [
    contextOf({ ticker, text: '王府井', before: '概念股领涨，', after: '收盘报收高位', dialect: 'sina' }),
  ];
  expect(marketLanguage.read(context)).toEqual([
    { feature: 'share-words', value: 1, detail: 'near words of the stock market: 概念股、收盘、报收' },
    { feature: 'trading-words', value: 1 / 3, detail: 'near words of a trading day: 领涨' },
  ]);
});

test.each([
  '',
  '、',
  '和',
  '等',
  '，',
  '\ud83d',
  '𠮷',
  'a'.repeat(5000),
  '、'.repeat(5000),
  '等等'.repeat(2000),
  '\n',
])('no signal throws for any text around the name: %#', (text) => {
  const context = contextOf({ ticker, text: '王府井', before: text, after: text, dialect: 'sina' });
  for (const signal of SIGNALS) expect(Array.isArray(signal.read(context))).toBe(true);
});
