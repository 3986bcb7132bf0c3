import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/**
 * Whether the text around the name is about shares and businesses, or about output and statistics.
 */
export const marketLanguage: Signal = {
  name: 'market-language',
  read({ mention: { before, after } }: MentionContext): readonly Observation[] {
    const found: string[][] = VOCABULARIES.map(() => []);
    collect(before, found);
    collect(after, found);
    const seen: Observation[] = [];
    for (const [which, own] of found.entries()) {
      const vocabulary = VOCABULARIES[which];
      if (own.length === 0 || !vocabulary) continue;
      const detail = `${vocabulary.detail} ${own.slice(0, 3).join('、')}`;
      seen.push({ feature: vocabulary.feature, value: Math.min(own.length, 3) / 3, detail });
    }
    return seen;
  },
};

interface Vocabulary {
  readonly feature: string;
  readonly detail: string;
  /** Separated by `|`. A word counts for the first vocabulary that contains it. */
  readonly words: string;
}

const VOCABULARIES: readonly Vocabulary[] = [
  {
    feature: 'share-words',
    detail: 'near words of the stock market:',
    words:
      '股价|涨停|跌停|收盘|报收|盘中|市值|个股|股份|股东|公告|停牌|券商|研报|机构|净利润|营收|营业收入|亏损|' +
      '分红|回购|增持|减持|定增|融资|上市公司|证券|北向资金|龙虎榜|估值|评级|目标价|财报|年报|季报|业绩|A股|' +
      '港股|美股|概念股|重仓|持仓|持股|净买入|净卖出|融资余额|公募|险资|基金|成交额|盈利预测|问询函|港元|解禁|转债',
  },
  {
    feature: 'trading-words',
    detail: 'near words of a trading day:',
    words:
      '板块|概念|领涨|领跌|跟涨|跟跌|走强|走弱|走高|走低|拉升|异动|冲高|回调|跳水|封板|连板|收涨|收跌|涨超|涨逾|跌超|' +
      '跌逾|涨幅|跌幅|盘初|盘前|盘后|午后|尾盘|早盘|恒指|沪指|深成指|创业板指|道指|纳指|标普|投行|ETF',
  },
  {
    feature: 'business-words',
    detail: 'near words of business:',
    words:
      '公司|集团|董事长|总经理|总裁|CEO|首席|创始人|高管|分析师|子公司|旗下|门店|订单|客户|供应商|合作|签约|' +
      '中标|收购|投资|生产线|工厂|品牌',
  },
  {
    feature: 'statistics-words',
    detail: 'near words of statistics and policy:',
    words:
      '产量|同比|环比|统计局|工信部|装机|万台|万吨|万千瓦|增加值|规模以上|全国|全省|全市|占比|增速|普及|' +
      '应用场景|制造业|高技术|新兴产业|战略性|数字经济|新业态|新模式|政策|规划|示范',
  },
  {
    feature: 'life-words',
    detail: 'near words of daily life:',
    words:
      '游客|旅客|市民|居民|村民|学生|孩子|同学|老师|学校|课程|景区|景点|旅游|天气|气温|降雨|交通|车站|航班|' +
      '列车|线路|文物|历史|文化|民俗|比赛|运动|志愿者|社区|乡村|生态|农户|种植|果园|美食|公园',
  },
];

type Entry = readonly [word: string, vocabulary: number];

/** The words by their first character, the longest first. */
const BY_FIRST: ReadonlyMap<number, readonly Entry[]> = (() => {
  const entries = new Map<number, Entry[]>();
  const known = new Set<string>();
  for (const [which, { words }] of VOCABULARIES.entries()) {
    for (const word of words.split('|')) {
      if (known.has(word)) continue;
      known.add(word);
      const first = word.charCodeAt(0);
      entries.set(
        first,
        [...(entries.get(first) ?? []), [word, which] as const].sort(([a], [b]) => b.length - a.length),
      );
    }
  }
  return entries;
})();

/** Searches the text in one pass. Few characters start a word, so most cost one lookup. */
function collect(text: string, found: readonly string[][]): void {
  for (let at = 0; at < text.length; at++) {
    const hit = wordAt(text, at);
    if (!hit) continue;
    found[hit[1]]?.push(hit[0]);
    at += hit[0].length - 1;
  }
}

function wordAt(text: string, at: number): Entry | undefined {
  const entries = BY_FIRST.get(text.charCodeAt(at));
  if (!entries) return undefined;
  for (const entry of entries) if (text.startsWith(entry[0], at)) return entry;
  return undefined;
}
