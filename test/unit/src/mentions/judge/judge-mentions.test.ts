import { judgeMentions } from '../../../../../src/mentions/judge/judge-mentions.ts';
import { modelOf } from '../../../../../src/mentions/judge/logistic-model.ts';
import { contextOf } from '../../../../../src/mentions/judge/mention-context.ts';
import { continuation } from '../../../../../src/mentions/judge/signals/continuation.ts';
import type { JudgedMention, Mention } from '../../../../../src/mentions/mention.ts';
import { mentionsIn } from '../../../../support/build.ts';

/** Returns the mention of the name between the two `|` of a sentence. */
function mentionIn(sentence: string): Mention {
  const [before = '', name = '', after = ''] = sentence.split('|');
  const [mention] = mentionsIn(`<p>${before}<span id="stock_sz000625">${name}</span>${after}</p>`);
  if (!mention) throw new Error(`no mention in ${sentence}`);
  return mention;
}

function verdictOn(sentence: string): JudgedMention {
  const [verdict] = judgeMentions([mentionIn(sentence)]);
  if (!verdict) throw new Error('no verdict');
  return verdict;
}

test.each([
  '昨日|比亚迪|宣布在海外建厂。',
  '重庆|长安汽车|股份有限公司公布了销量。',
  '|招商银行|股份有限公司披露年报。',
  '记者从|格力电器|获悉，新品下月上市。',
  '|贵州茅台|股价昨日收涨。',
  '那家|宁波银行|支行昨天搬了家。',
])('a company is meant: %s', (sentence) => {
  expect(verdictOn(sentence)).toMatchObject({ genuine: true });
});

test.each([
  '园区聚集了一批创|新产业|项目。',
  '当地培育高|新产业|园。',
  '本届上海|电影|节如期开幕。',
  '她在北|大荒|长大。',
  '他们穿过中|国中|铁路网。',
  '我国工|业富联|网平台不断完善。',
  '新能|源汽车|产业链提速。',
])('a name cut out of a longer word is not a company: %s', (sentence) => {
  const { genuine, evidence } = verdictOn(sentence);
  expect(genuine).toBe(false);
  expect(evidence.find(({ signal }) => signal === 'word-boundary')?.weight).toBeLessThan(0);
});

test.each(['车间引进了十台|机器人|搬运货物。', '西部地区大力发展|太阳能|发电。'])(
  'an ordinary word is not a company: %s',
  (sentence) => {
    expect(verdictOn(sentence)).toMatchObject({ genuine: false });
  },
);

test.each([
  ['股份有限公司', true],
  ['集团股份有限公司', true],
  ['控股集团有限公司', true],
  ['（集团）股份有限公司', true],
  ['(中国)有限责任公司', true],
  ['有限公司', true],
  ['集团', true],
  ['的股份有限公司', false],
  ['，有限公司', false],
  ['发电', false],
])('a name that continues with %s: the judge sees that it belongs to a firm: %p', (after, isSeen) => {
  const seen = continuation.read(contextOf(mentionIn(`据悉，|太阳能|${after}公告`)));
  expect(seen.some(({ feature }) => /legal-form|group/.test(feature))).toBe(isSeen);
});

test('a legal form turns an ordinary word into a company', () => {
  expect(verdictOn('据悉，|机器人|股份有限公司公告').confidence).toBeGreaterThan(
    verdictOn('据悉，|机器人|搬运货物').confidence,
  );
});

test('the evidence describes each observation, and the confidence is computed from its sum', () => {
  const { confidence, evidence } = judgeMentions([mentionIn('重庆|长安汽车|股份有限公司')], {
    model: modelOf({
      bias: -1,
      features: { aligned: { '*': 1.5, distinct: 0.5 }, 'own-legal-form': { '*': 0.5 } },
    }),
  })[0] as JudgedMention;
  for (const { detail } of evidence) expect(detail).toMatch(/\S/);
  const sum = evidence.reduce((total, { weight }) => total + weight, -1);
  expect(confidence).toBeCloseTo(1 / (1 + Math.exp(-sum)), 4);
});

test('a feature without a weight has no effect', () => {
  const [verdict] = judgeMentions([mentionIn('昨日|比亚迪|公告')], {
    model: modelOf({ bias: 0, features: {} }),
  });
  expect(verdict?.confidence).toBe(0.5);
  expect(verdict?.evidence.every(({ weight }) => weight === 0)).toBe(true);
});

test('a mention is genuine if it reaches the threshold exactly or exceeds it', () => {
  const mention = mentionIn('昨日|比亚迪|公告');
  const model = modelOf({ bias: 0, features: {} });
  const genuineAt = (minConfidence: number) => judgeMentions([mention], { minConfidence, model })[0]?.genuine;
  expect([0, 0.5, 0.5001, 1].map(genuineAt)).toEqual([true, true, false, false]);
});

test('a verdict does not depend on the other mentions, their number or their order', () => {
  const mentions = ['昨日|比亚迪|公告', '一批创|新产业|项目', '记者从|格力电器|获悉'].map(mentionIn);
  const verdictsOn = (given: readonly Mention[]) =>
    judgeMentions(given).map(({ text, confidence, evidence }) => ({ text, confidence, evidence }));
  const together = verdictsOn(mentions);
  expect(verdictsOn(mentions.toReversed()).toReversed()).toEqual(together);
  expect(mentions.flatMap((mention) => verdictsOn([mention]))).toEqual(together);
});

test('a judged mention keeps all fields of the mention', () => {
  const mention = mentionIn('昨日|比亚迪|公告');
  expect(verdictOn('昨日|比亚迪|公告')).toMatchObject(mention);
});

test('a code in the text is genuine, and so is a name that the article has used for the company', () => {
  const [code] = judgeMentions(mentionsIn('<p>其中一家（600519.SH）持续领先。</p>'));
  expect(code).toMatchObject({ ticker: 'sh600519', genuine: true });
  const repeated = { ...mentionIn('其中|比亚迪|居首'), dialect: 'name' };
  const [again] = judgeMentions([repeated]);
  expect(again?.confidence).toBeGreaterThan(verdictOn('其中|比亚迪|居首').confidence);
});

test.each([
  ['工业|机器人|、集成电路等产品产量同比增长', false],
  ['风能、|太阳能|等清洁能源装机继续扩大', false],
  ['加快培育|新产业|新业态新模式', false],
  ['中国|动力|电池产业创新联盟发布数据', false],
  ['据|国金证券|通信行业首席分析师测算', true],
  ['中国|民生银行|首席研究员认为', true],
  ['|中国银行|重庆市分行在展会上开设服务专区', true],
  ['|机器人|（300024）盘中涨停', true],
  ['洽洽食品、|三只松鼠|、盐津铺子等公司', true],
])('the verdict agrees with a careful reader: %s', (sentence, genuine) => {
  expect(verdictOn(sentence)).toMatchObject({ genuine });
});

describe('the listing’s official name', () => {
  const evidenceOf = (name: string, official: string) => {
    const mention = mentionIn(`昨日|${name}|宣布在海外建厂。`);
    const [verdict] = judgeMentions([mention], { officialNames: new Map([[mention.ticker, official]]) });
    return verdict?.evidence.find(({ signal }) => signal === 'official-name');
  };

  test.each([
    ['长安汽车', '长安汽车'],
    ['长安', '长安汽车'],
    ['新希望', '新 希 望'],
    ['万科', '万科Ａ'],
    ['海航控股', '*ST海航'],
    ['萃华珠宝', 'ST萃华'],
    ['哔哩哔哩', '哔哩哔哩-W'],
  ])('%s agrees with %s', (name, official) => {
    expect(evidenceOf(name, official)?.weight ?? 0).toBeGreaterThanOrEqual(0);
  });

  test('supports a name that is equal', () => {
    expect(evidenceOf('长安汽车', '长安汽车')).toMatchObject({
      weight: 0.1,
      detail: expect.stringContaining('长安汽车'),
    });
  });

  test('opposes a name that has nothing in common with it', () => {
    expect(evidenceOf('查看行情', '长安汽车')?.weight).toBeLessThan(-1);
  });

  test('is ignored if it is unknown or in another script', () => {
    expect(verdictOn('昨日|长安汽车|宣布在海外建厂。').evidence.map(({ signal }) => signal)).not.toContain(
      'official-name',
    );
    expect(evidenceOf('Alibaba', '阿里巴巴')).toBeUndefined();
  });
});

test('evidence for the verdict comes before evidence against it, and bare words come last', () => {
  for (const sentence of ['重庆|长安汽车|股份有限公司公布了销量。', '园区聚集了一批创|新产业|项目。']) {
    const { genuine, evidence } = verdictOn(sentence);
    const specific = evidence.filter(({ signal }) => signal !== 'near-words');
    expect(evidence.slice(0, specific.length)).toEqual(specific);
    const agrees = specific.map(({ weight }) => weight > 0 === genuine);
    expect(agrees).toEqual([...agrees].sort((a, b) => Number(b) - Number(a)));
    expect(agrees[0]).toBe(true);
  }
});
