import { listedKind, type NameKind } from './ordinary-names.ts';
import { wordsOf } from './words.ts';

export type { NameKind };

/** What a name can mean, as far as lists and the dictionary know. */
export function nameKind(name: string): NameKind {
  const known = kinds.get(name);
  if (known) return known;
  const kind = derive(name);
  // Articles name few companies, and hostile ones must not fill the memory.
  if (kinds.size < MAX_KINDS) kinds.set(name, kind);
  return kind;
}

const MAX_KINDS = 20_000;
const kinds = new Map<string, NameKind>();

function derive(name: string): NameKind {
  const listed = listedKind(name);
  if (listed) return listed;
  if (/[A-Za-z]/.test(name) || COMPANY_FORM.test(name)) return 'distinct';
  const [first, ...rest] = wordsOf(name);
  if (first === undefined) return 'distinct';
  if (rest.length === 0) return kindOfWord(first.tag);
  if (!rest.every(({ tag }) => COMMON.test(tag))) return 'distinct';
  if (/^ns/.test(first.tag) || REGION.test(first.word)) return 'place-compound';
  return COMMON.test(first.tag) ? 'phrase' : 'distinct';
}

/** What stands for a part of the country in names, and in ordinary text. */
const REGION = /^(?:[东南西北][方部]|华[东南西北中]|中[国华]|长江|黄河|珠江|三峡|东[北南]|西[北南])$/;

// ICTCLAS tags: n noun, v verb, a adjective, d adverb, l and i phrases, s and f places in general, m number, t time, z state.
const COMMON = /^(?:n|v|a|d|l|i|s|f|m|t|z|b|j|q|vn|an|ad|vd)$/;

function kindOfWord(tag: string): NameKind {
  if (/^ns/.test(tag)) return 'place';
  return COMMON.test(tag) ? 'word' : 'distinct';
}

/** Endings that companies' names have and phrases seldom do: behind them a name is a company's, whatever goes before. */
export const COMPANY_FORM =
  /(?:股份|集团|控股|银行|证券|信托|科技|药业|制药|酒业|乳业|煤业|焦煤|矿业|铜业|铝业|锌业|钴业|锂业|钼业|纸业|实业|置业|商业|重工|重机|重科|电气|电器|电缆|光电|微电|路桥|港务|铁建|中铁|交建|中车|通号|国航|传媒|股)$/;

/** How companies' short names end beside that, and ordinary phrases do too. */
export const COMPANY_ENDING =
  /(?:股份|集团|控股|科技|银行|证券|保险|信托|基金|药业|制药|医药|生物|电子|电气|电器|汽车|重工|重机|机械|能源|电力|环保|环境|新材|材料|化工|化学|钢铁|矿业|水泥|建材|地产|置业|实业|食品|乳业|酒业|传媒|影视|文化|教育|旅游|航空|航运|物流|软件|通信|网络|信息|数据|智能|光电|半导体|微电|技术|股|[AB])$/;
