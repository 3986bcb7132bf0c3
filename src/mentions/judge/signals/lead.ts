import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/**
 * What precedes the name: words before companies (`股东|`, `记者从|`), a place that makes it a full
 * legal name or a street, or a noun that narrows a common noun (`工业|机器人`).
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
    /(?:股东|公司|集团|巨头|龙头|龙头股|旗下|个股|概念股|权重股|蓝筹股|成分股|重仓股|白马股|股票|标的|券商|机构|银行|企业|合作伙伴|客户|品牌|平台|业主|单位|(?:合作|参股|控股|运营|承办|投资|承建|施工|主办|经营|出品|开发|采购|收购)方|[商企厂]|行为|名为|第一名为)$/,
    'company-word-before',
  ],
  [
    /(?:收购|入股|加盟|任职于|就职于|供职于|持有|增持|减持|加仓|减仓|建仓|重仓|清仓|举牌|抛售|增配|减配|花落|新增|新进|买入|卖出|吸筹|做空|看好|推荐|首选|起诉|拜访|控股|参股|注入|合并|授权给|赞助|转投|供货|供应)$/,
    'deal-before',
  ],
  [/(?:预计|预期|测算|上调|下调|看多|看空|关注|维持|给予)$/, 'analyst-before'],
  [/(?:[个只]股有|的是|分别是|分别为|[家名]是|[家名]为)$/, 'copula-before'],
  [
    /(?:加入|投资|联合|携手|牵手|走访|调研|走进|采访|会见|来自|委托|联手|通过|向|由|对|被|据|根据|如|像|包括|例如|比如|以及|及|其中|除了|搭载|采用|购自|产自|出自|属于|配套|除|而|和|与|同|跟)$/,
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
  [
    /(?:[股企商]|企业|公司|银行|机构|板块|行业|个股|品牌|平台|概念|领域|标的|巨头|龙头)(?:中|里|之中|方面|当中)，$|方面，$|[：，]其中，?$/,
    'group-before',
  ],
  [
    /[0-9０-９一二三四五六七八九十百千万亿几数两半余多](?:台|只|套|款|个|架|颗|吨|斤|公斤|株|亩|块|座|条|枚|件|种|批|类)$/,
    'things-before',
  ],
  [/(?:在|位于|前往|抵达|来到|赴|至|游览|到|去|途经|登上|沿着?|围绕|穿过|进入|离开|路过)$/, 'way-before'],
  [/[“"「『《]$/, 'quote-mark-before'],
  [/、$/, 'list-before'],
  [/[，,；;]$/, 'clause-start'],
  [/[。！？!?：:]\s*$/, 'sentence-start'],
  [/[（(]$/, 'bracket-before'],
  [/的$/, 'attribute-before'],
];

function byWordClass(tag: string | undefined, before: string): string {
  if (tag === undefined) return before === '' ? 'paragraph-start' : 'other-before';
  return WORD_CLASSES.find(([pattern]) => pattern.test(tag))?.[1] ?? 'other-before';
}

// Patterns for ICTCLAS tags.
const WORD_CLASSES: readonly (readonly [RegExp, string])[] = [
  [/^(?:ns|nsf)/, 'place-before'],
  [/^(?:nt|nz|nr)/, 'proper-name-before'],
  [/^(?:n|vn|j|b|an|l)/, 'noun-before'],
  [/^v/, 'verb-before'],
  [/^(?:a|d|z)/, 'adverb-before'],
  [/^p/, 'preposition-before'],
  [/^(?:m|q|t)/, 'number-before'],
  [/^r/, 'pronoun-before'],
  [/^[fs]/, 'locative-before'],
  [/^c/, 'conjunction-before'],
];
