import type { MentionContext, Observation, Signal } from '../mention-context.ts';
import type { Word } from '../words.ts';

/**
 * What follows the name. A legal form or a department makes it the company (`长安汽车|股份有限公司`,
 * `中国银行|重庆分行`). The head of another organization, a street or an event makes it part of something
 * else (`中国银行|业协会`, `王府井|大街`).
 */
export const continuation: Signal = {
  name: 'continuation',
  read({ mention: { text, after }, following }: MentionContext): readonly Observation[] {
    const sector = FINANCIAL.test(text) ? SECTOR.exec(after)?.[0] : undefined;
    if (sector !== undefined) return seen({ feature: 'sector-behind' }, sector);
    const distant = headOf(following);
    const direct = HEADS.find(({ pattern }) => pattern.test(after));
    const isOwn = distant?.head.feature.startsWith('own-') === true;
    if (direct && !isOwn) return seen(direct, direct.pattern.exec(after)?.[0] ?? '');
    if (distant) return seen({ feature: `distant-${distant.head.feature}` }, distant.words);
    const opening = OPENINGS.find(({ pattern }) => pattern.test(after));
    if (opening) return seen(opening, opening.pattern.exec(after)?.[0] ?? '');
    const next = following[0];
    return next ? seen({ feature: `${classOfWord(next.tag)}-after` }, next.word) : [];
  },
};

/** The name of a bank may be cut out of a region's 银行业: 江苏|银行类机构, 东北|证券市场. */
const FINANCIAL = /(?:银行|证券|保险|期货|信托)$/;
const SECTOR =
  /^(?:类|系统|体系|机构|保监|业(?![务绩])|法(?![人定])|市场(?!化|部)|期货(?!子公司|公司)|监[管督]|从业|经营机构|交易所|理财产品|账户|间市场)/;

interface Head {
  readonly feature: string;
  /** Matches directly after the name. */
  readonly pattern: RegExp;
  /** Matches at the end of the nouns after the name. */
  readonly tail?: RegExp;
}

const HEADS: readonly Head[] = [
  { feature: 'called-company', pattern: /^公司(?!债)/ },
  {
    feature: 'cut-suffix',
    pattern:
      /^(?:(?:期货|保险|基金|零售|制造)?业(?![务绩主])|间(?:市场|债券|拆借|外汇|本币|同业|与交易所)|、?新(?:业态|模式|技术|动能|经济))/,
  },
  {
    feature: 'own-legal-form',
    // Full names put the trade between the short name and the legal form: 中国化学|工程股份有限公司.
    pattern:
      /^(?:集团)?(?:[(（][^()（）]{1,6}[)）])?(?:集团|控股)?(?:(?![的和与及等、])[\u4e00-\u9fff]){0,6}股份(?:有限)?公司/,
  },
  { feature: 'group', pattern: /^(?:集团|控股)(?!式|化|军|性)/ },
  { feature: 'legal-form', pattern: /^(?:[(（][^()（）]{1,6}[)）])?(?:有限)?(?:责任)?公司/ },
  {
    // Words that complete a company's short name: 福特|汽车, 阿里|云.
    feature: 'trade-behind',
    pattern:
      /^(?:汽车(?![站城工产零行])|科技(?![馆园型创成含厅局部项金特企人类工产服])|手机(?![号卡])|云(?![南雾])|证券(?![交市监业公法期])|电器|商城|网(?=[，。；：、]|盘|店)|支付|物流|地图|音乐)/,
  },
  {
    feature: 'own-department',
    pattern:
      /^(?:总行|分行|支行|分公司|子公司|营业部|研究所|研究院|研究部|事业部|资管|自营|投行|团队|总部|旗下|官网|项目部|加油站|展台|门店|零售店|专卖店|旗舰店|营业厅|网点|柜台|车间|工厂|生产线|快递员|理赔|官方|客服|方面|内部|董秘|研报|董事会|监事会|股东大会|管理层|便利店|超级工厂)/,
    tail: /(?:分行|支行|分公司|子公司|营业部|研究所|研究部|事业部|金融市场部|项目部|生产基地|加油站|零售店|旗舰店|营业厅|工厂|车间|团队|总部|官网|门店|便利店|展台|药厂|油田|炼厂|董事会|监事会|管理层)$/,
  },
  {
    feature: 'own-person',
    pattern:
      /^(?:董事(?!会)|总裁|总经理|副总|首席|CEO|CFO|CTO|创始人|联合创始人|高级|分析师|研究员|宏观|策略|行业|投资顾问|高管|员工|股东|负责人|相关负责|有关负责|发言人|独立董事|监事|法人|实控人|实际控制人|控股股东)/,
    tail: /(?:分析师|经济学家|研究员|董事长|总经理|总裁|创始人|负责人|发言人|经理|股东|高管|交易员|顾问|人士|首席)$/,
  },
  {
    feature: 'market-fact',
    pattern:
      /^(?:股价|股票|市值|总市值|A股|H股|港股|定向增发|定增|发行|中报|尾盘|午后|早盘|直线|拉升|封住|走强|走高|冲高|收高|收低|收于|七天|[一二两三四五六七八九十]+连板|盘中|开盘|收盘|收涨|收跌|收报|报收|涨停|跌停|涨超|跌超|涨逾|跌逾|大涨|大跌|领涨|领跌|上涨|下跌|高开|低开|涨|跌|停牌|复牌|上市|退市|成交|换手|封板|创历史新高|净利|营收|业绩|一季报|半年报|三季报|年报|财报|公告|中标|IPO|转债|美股|股权|[升跌涨挫][0-9]|再跌|再涨|一度|盘初|盘前|盘后|均[涨跌升]|双双|触及|炸板|翻[红绿]|站[上稳]|[0-9]+天[0-9]+板|[0-9]+连板|竞价|续创|跟[涨跌]|20cm|走低|走弱|跳水|逆势|放量|目标价|派息|股息|分红|毛利|每股|董秘)/,
  },
  {
    feature: 'other-organisation',
    pattern:
      /^(?:大学|学院|学会|协会|商会|联合会|委员会|基金会|研究会|联盟|学校|中学|小学|中心(?!城)|机场|北站|南站|东站|西站|幼儿园|医院|医学院|博物馆|图书馆|书院|监管|监督|管理局|管委会|公安|海关|党|共青团|工会|局|厅|院士)/,
    tail: /(?:大学|学院|学会|协会|商会|公会|促进会|联合会|联合委员会|委员会|基金会|研究会|联盟|医院|书院|博物馆|管理局|管委会|监管局|中学|小学|海关|研究院|科学院|设计院|党校|法院|检察院)$/,
  },
  {
    feature: 'place-head',
    pattern:
      /^(?:大街|大道|步行街|街道|街|路(?!透|演)|站(?![上稳在住])|区(?!块|间)|县|市(?![值场盈净占])|镇|乡|村|社区|小区|花园|广场|公园|景区|风景|度假区|机场|口岸|码头|航站楼|港区|湾|岛|山(?![东西])|江(?![苏西])|河(?![北南])|湖(?![北南])|海(?![外南关])|桥|大桥|隧道|高速|航线|线(?![上下索])|段(?!时)|新城|城区|园区|商圈|地铁|以[东西南北]|[东西南北]部|境内|流域|水域|海域|地区|两岸|沿线|周边|附近|一带)/,
    tail: /(?:大街|大道|步行街|街道|社区|广场|公园|景区|风景区|名胜区|度假区|口岸|码头|港区|大桥|隧道|开发区|高新区|示范区|园区|商圈|枢纽|经济圈|城市群|都市圈|流域|航线|车站)$/,
  },
  {
    feature: 'event',
    pattern:
      /^(?:节(?![能约省前后])|杯|赛(?!道)|展(?![开望示现台])|周(?![一二三四五六日天末内边转])|日(?![前内均线渐])|论坛|大会|峰会|博览会|音乐节|马拉松)/,
    tail: /(?:电影节|大赛|杯|锦标赛|论坛|大会|峰会|博览会|音乐节|马拉松|展览|邀请赛|公开赛)$/,
  },
  {
    feature: 'theme',
    pattern:
      /^(?:产业|行业|板块|概念|领域|赛道|技术|产品|产量|产线|市场|应用|装备|设备|制造|零部件|企业|厂商|公司们|本体|发电|电池|电站|光伏|热水器|组件|路灯|资源|种植|种子|新业态|新模式|业态|人才|工程|密度|销量|价格|租赁|教学|课程|竞赛|编程|手术|操作|巡检|客服|送餐|作业|研发|生产|出口|进口)/,
    tail: /(?:产业|产业链|产业园|产业带|行业|板块|概念股|领域|技术|产量|市场|装机|项目|电池|设备|装备|制造业|企业|种植户|基地)$/,
  },
];

const OPENINGS: readonly Head[] = [
  {
    feature: 'deed-of',
    pattern:
      /^(?:运营|管理|承办|主办|承建|建设|牵头|研发|研制|自研|开发|生产|投资|经营|持有|发行|出品|打造|提供|推出|开设|控股|收购|供应|制造|代工)的/,
  },
  {
    feature: 'speech',
    pattern:
      /^(?:表示|获悉|了解到|认为|称|指出|预计|预测|回应|透露|坦言|介绍|强调|建议|提醒|方面表示|则认为|在[^，。]{0,8}(?:研报|公告|年报|财报|报告|互动平台|投资者)|在接受)/,
  },
  {
    feature: 'corporate-act',
    pattern:
      /^(?:发布|公布|披露|宣布|推出|收购|出售|签署|签约|投资|入股|增持|减持|回购|拟|已|将|计划|完成|获|获得|获批|成立|设立|联合|携手|与|和[^，。、]{2,8}(?:签|合作)|率先|自主|研制|研发|生产的|旗|组建|参股|控股|起诉|被|因|曾|正|股份)/,
  },
  {
    feature: 'time-behind',
    pattern:
      /^(?:今[日天晨早年]|昨[日天晚]|日前|近日|近[0-9一二三四五六七八九十两]|去年|周[一二三四五六日]|[0-9]{1,4}[年月日]|上半年|下半年|[一二三四]季度|前[三两]?季)/,
  },
  { feature: 'list-goes-on', pattern: /^(?:、|等|及|以及)/ },
  { feature: 'colon', pattern: /^[：:]/ },
  { feature: 'possessive', pattern: /^的/ },
  { feature: 'clause-end', pattern: /^(?:[，。；！？,.;!?”"’」』）)》]|$)/ },
];

/**
 * Returns the last head among the nouns directly after the name, up to the next particle or mark. A
 * head after a verb does not count.
 */
function headOf(following: readonly Word[]): { readonly head: Head; readonly words: string } | undefined {
  let words = '';
  let found: ReturnType<typeof headOf>;
  for (const { word, tag } of following.slice(0, 6)) {
    if (!/^(?:n|vn|j|b|l|eng|s|f$|a$|an|v$)/.test(tag)) break;
    if (found && tag === 'v') break;
    words += word;
    const head = HEADS.find(({ tail }) => tail?.test(words));
    if (head) found = { head, words };
  }
  return found;
}

function classOfWord(tag: string): string {
  return WORD_CLASSES.find(([pattern]) => pattern.test(tag))?.[1] ?? 'other';
}

// Patterns for ICTCLAS tags.
const WORD_CLASSES: readonly (readonly [RegExp, string])[] = [
  [/^(?:vn|an)/, 'verbal-noun'],
  [/^v/, 'verb'],
  [/^(?:nr|nt|nz|ns)/, 'proper-name'],
  [/^(?:n|j|l|b)/, 'noun'],
  [/^(?:a|d|z)/, 'adverb'],
  [/^p/, 'preposition'],
  [/^(?:m|q|t)/, 'number'],
  [/^(?:f|s)/, 'locative'],
  [/^c/, 'conjunction'],
  [/^u/, 'particle'],
  [/^r/, 'pronoun'],
];

function seen({ feature }: Pick<Head, 'feature'>, words: string): readonly Observation[] {
  return [{ feature, value: 1, detail: words === '' ? 'at the end' : `followed by ${words.slice(0, 16)}` }];
}
