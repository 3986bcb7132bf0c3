import type { MentionContext } from '../mention-context.ts';
import type { Observation, Signal } from '../signal.ts';

/**
 * What leads up to the name: words that go before companies (`股东|`, `记者从|`), a place that makes a full legal name or a
 * street of it, a noun that makes a common noun more precise (`工业|机器人`).
 */
export const lead: Signal = {
  name: 'lead',
  read({ mention: { before }, preceding }: MentionContext): readonly Observation[] {
    const found = LEADS.find(([pattern]) => pattern.test(before));
    const nearest = preceding[0];
    const feature = found?.[1] ?? byWordClass(nearest?.tag, before);
    const words = found?.[0].exec(before)?.[0] || nearest?.word || '';
    const detail = words === '' ? 'at the beginning of a paragraph' : `preceded by ${words.slice(-12)}`;
    return [{ feature, value: 1, detail }];
  },
};

const LEADS: readonly (readonly [RegExp, string])[] = [
  [/^\s*$/, 'paragraph-start'],
  [/(?:中国|中华)$/, 'country-before'],
  [
    /(?:股东|子公司|供应商|客户|合作伙伴|合作方|巨头|龙头|龙头股|龙头企业|个股|概念股|权重股|蓝筹股|公司|集团|厂商|券商|机构|药企|车企|房企|酒企|银行|企业|股票|成分股|重仓股|白马股|标的|品牌|平台|商家|运营商|承包商|设备商|分销商|经销商|开发商|制造商|服务商|代理商|运营方|承办方|投资方|承建方|施工方|合作方|主办方|业主|行为|名为|第一名为|分别是|分别为)$/,
    'company-word-before',
  ],
  [
    /(?:收购|入股|加盟|加入|任职于|就职于|供职于|投资|持有|增持|减持|买入|卖出|起诉|联合|携手|牵手|拜访|走访|调研|走进|采访|会见|来自|注入|控股|参股|委托|授权给|赞助|联手|通过|向|由|对|被|据|根据|如|像|包括|例如|比如|以及|及|其中|除了|搭载|采用|购自|产自|出自|属于|转投|供货|配套|除|而|和|与|同|跟)$/,
    'agent-word-before',
  ],
  [
    /(?:[0-9０-９一二三四五六七八九十]日[晚早]?(?:间|晚间)?|今日|昨日|昨晚|日前|近日|此前|随后|目前|早盘|午后|盘中|截至|[①②③④⑤⑥⑦⑧⑨⑩])，?$/,
    'date-before',
  ],
  [
    /(?:工业|服务|人形|智能|扫地|送餐|手术|巡检|陪伴|协作|特种|水下|农业|清洁|配送|分布式|户用|光热)$/,
    'modifier-before',
  ],
  [/[“"「『《]$/, 'quote-mark-before'],
  [/、$/, 'list-before'],
  [/[，,；;]$/, 'clause-start'],
  [/[。！？!?：:]\s*$/, 'sentence-start'],
  [/[（(]$/, 'bracket-before'],
  [/的$/, 'attribute-before'],
];

function byWordClass(tag: string | undefined, before: string): string {
  if (tag === undefined) return before === '' ? 'paragraph-start' : 'other-before';
  if (/^(?:ns|nsf)/.test(tag)) return 'place-before';
  if (/^(?:nt|nz|nr)/.test(tag)) return 'proper-name-before';
  if (/^(?:n|vn|j|b|an|l)/.test(tag)) return 'noun-before';
  if (/^v/.test(tag)) return 'verb-before';
  if (/^(?:a|d|z)/.test(tag)) return 'adverb-before';
  if (/^p/.test(tag)) return 'preposition-before';
  if (/^(?:m|q|t)/.test(tag)) return 'number-before';
  return 'other-before';
}
