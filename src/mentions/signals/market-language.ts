import type { MentionContext } from '../mention-context.ts';
import type { Observation, Signal } from '../signal.ts';

/** Whether the text around speaks of shares and businesses, or of output and statistics. */
export const marketLanguage: Signal = {
  name: 'market-language',
  read({ mention: { before, after } }: MentionContext): readonly Observation[] {
    const words = `${before}\n${after}`.match(ANY_WORD);
    if (!words) return [];
    const found = VOCABULARIES.map((): string[] => []);
    for (const word of words) found[VOCABULARY_OF.get(word) ?? 0]?.push(word);
    return VOCABULARIES.flatMap(({ feature, detail }, which) => {
      const own = found[which] ?? [];
      if (own.length === 0) return [];
      const value = Math.min(own.length, 3) / 3;
      return [{ feature, value, detail: `${detail} ${own.slice(0, 3).join('、')}` }];
    });
  },
};

interface Vocabulary {
  readonly feature: string;
  readonly detail: string;
  /** Parted by `|`; a word counts for the first vocabulary that has it. */
  readonly words: string;
}

const VOCABULARIES: readonly Vocabulary[] = [
  {
    feature: 'share-words',
    detail: 'near words of the stock market:',
    words:
      '股价|涨停|跌停|收盘|报收|盘中|市值|个股|股份|股东|公告|停牌|券商|研报|机构|净利润|营收|营业收入|亏损|' +
      '分红|回购|增持|减持|定增|融资|上市公司|证券|北向资金|龙虎榜|估值|评级|目标价|财报|年报|季报|业绩|A股|' +
      '港股|美股|概念股',
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

// One pass over the window for all of them.
const ANY_WORD = new RegExp(VOCABULARIES.map(({ words }) => words).join('|'), 'g');

const VOCABULARY_OF: ReadonlyMap<string, number> = new Map(
  VOCABULARIES.flatMap(({ words }, which) =>
    words.split('|').map((word) => [word, which] as const),
  ).reverse(),
);
