import { wordsOf } from './words.ts';

export const NAME_KINDS = ['word', 'place', 'place-compound', 'phrase', 'distinct'] as const;

/**
 * What a name can mean besides the company:
 * - `word`: a common word (`机器人`)
 * - `place`: a place, or something named after one (`王府井`, `天津港`)
 * - `place-compound`: a place and a common noun (`上海电影`)
 * - `phrase`: a phrase of common words (`绿色动力`)
 * - `distinct`: nothing else that we know of (`宁德时代`)
 */
export type NameKind = (typeof NAME_KINDS)[number];

/** Returns what a name can mean, as far as our lists and the dictionary know. */
export function nameKind(name: string): NameKind {
  const known = kinds.get(name);
  if (known) return known;
  const kind = KINDS.get(name) ?? derivedKind(name);
  // Articles name few companies. The limit keeps hostile articles from filling the memory.
  if (kinds.size < MAX_KINDS) kinds.set(name, kind);
  return kind;
}

const MAX_KINDS = 20_000;
const kinds = new Map<string, NameKind>();

function derivedKind(name: string): NameKind {
  if (/[A-Za-z]/.test(name) || COMPANY_FORM.test(name)) return 'distinct';
  const [first, ...rest] = wordsOf(name);
  if (first === undefined) return 'distinct';
  if (rest.length === 0) return kindOfWord(first.tag);
  if (!rest.every(({ tag }) => COMMON.test(tag))) return 'distinct';
  if (/^ns/.test(first.tag) || REGION.test(first.word)) return 'place-compound';
  return COMMON.test(first.tag) ? 'phrase' : 'distinct';
}

/** Regions of the country, as names and ordinary texts write them. */
const REGION = /^(?:[东南西北][方部]|华[东南西北中]|中[国华]|长江|黄河|珠江|三峡|东[北南]|西[北南])$/;

// ICTCLAS tags: n noun, v verb, a adjective, d adverb, l and i phrases, s and f places in general,
// m number, t time, z state.
const COMMON = /^(?:n|v|a|d|l|i|s|f|m|t|z|b|j|q|vn|an|ad|vd)$/;

function kindOfWord(tag: string): NameKind {
  if (/^ns/.test(tag)) return 'place';
  return COMMON.test(tag) ? 'word' : 'distinct';
}

/**
 * Endings that company names have and phrases rarely do: a name with one of them is a company's.
 */
export const COMPANY_FORM =
  /(?:股份|集团|控股|银行|证券|信托|科技|药业|制药|酒业|乳业|煤业|焦煤|矿业|铜业|铝业|锌业|钴业|锂业|钼业|纸业|实业|置业|商业|重工|重机|重科|电气|电器|电缆|光电|微电|路桥|港务|铁建|中铁|交建|中车|通号|国航|传媒|股)$/;

/** Endings that short names of companies have, but ordinary phrases have too. */
export const COMPANY_ENDING =
  /(?:股份|集团|控股|科技|银行|证券|保险|信托|基金|药业|制药|医药|生物|电子|电气|电器|汽车|重工|重机|机械|能源|电力|环保|环境|新材|材料|化工|化学|钢铁|矿业|水泥|建材|地产|置业|实业|食品|乳业|酒业|传媒|影视|文化|教育|旅游|航空|航运|物流|软件|通信|网络|信息|数据|智能|光电|半导体|微电|技术|股|[AB])$/;

/*
 * Short names and well-known aliases of listed companies whose kind the dictionary gets wrong. These lists describe the
 * names by themselves. The signals decide what a name means in a sentence.
 */

const WORDS =
  '机器人 太阳能 新产业 数字人 同花顺 中文在线 国际实业 新希望 好想你 老百姓 大智慧 指南针 新大陆 步步高 三棵树 万年青 金种子 新天地 新世界 新文化 新城市 人人乐 一品红 百合花 ' +
  '好当家 家家悦 喜临门 梦百合 电子城 健康元 顺利办 好太太 好莱客 好利来 三只松鼠 农产品 数据港 红太阳 太平鸟 七匹狼 金龙鱼 海洋王 香飘飘 黑芝麻 ' +
  '石头科技 智慧农业 航天发展 美丽生态 绿色动力 现代制药 理想汽车 每日互动 中文传媒 广电网络 完美世界 我爱我家 我乐家居 未来电器 信息发展 ' +
  '理想 苹果 小米 亚马逊 特斯拉 甲骨文 高通 快手 微博 脸书 推特 巨人 光明 曙光 长城 蓝天 星空 方正 紫光 和谐 人人 知乎 猫眼 联想 平安 太平 太平洋 ' +
  '红豆 黑牡丹 骆驼 雪人 海马 银河 大洋 长虹 希望 力量 胜利 团结 友谊 东方 世纪 创业 阿里 贝壳 黑石 福特 索菲亚 酒鬼酒 水井坊 涪陵榨菜 九毛九 新坐标 新经典 新城控股';

const PLACES =
  '中关村 王府井 白云山 峨眉山 长白山 会稽山 连云港 天津港 宁波港 青岛港 日照港 唐山港 广州港 北部湾港 盐田港 珠海港 大连港 锦州港 营口港 重庆港 ' +
  '南京港 厦门港 秦皇岛港 大秦铁路 京沪高铁 广深铁路 四川成渝 上海机场 白云机场 深圳机场 厦门空港 美兰机场 东方明珠 陆家嘴 外高桥 徐家汇 葛洲坝 北大荒 ' +
  '张家界 三峡水利 华侨城 豫园 泰山 天山 黄河 长江 阳光城 浦东金桥 张江高科 上海临港 深圳华强 兰州黄河 中国武夷 岭南 中原 江南 关中';

const PLACE_COMPOUNDS =
  '中国动力 中国建筑 中国化学 中国黄金 中国医药 中国电影 中国出版 中国高科 中国核电 中国海防 中国船舶 中国电信 中国移动 中国联通 中国卫星 中国太平 ' +
  '中国软件 中国长城 中国石油 中国石化 中国银行 中国人寿 中国平安 中国食品 中国稀土 中国应急 上海电影 上海复旦 上海医药 北京文化 北京城建 ' +
  '上海建工 重庆建工 安徽建工 深圳能源 广州发展 海南发展 湖南发展 海南橡胶 北方稀土 西部矿业 三峡能源 三峡旅游 ' +
  '长江电力 北大医药 黄山旅游 浦东建设 城市传媒 出版传媒 中国生物制药 大连热电 长城科技 云南旅游 桂林旅游 西藏旅游 张家界旅游 重庆水务 重庆啤酒 天津普林 华东医药';

/** The dictionary has these as common words or places, but texts always mean the company. */
const DISTINCT =
  '百度 京东 网易 腾讯 新浪 搜狐 携程 美团 波音 英特尔 微软 谷歌 索尼 丰田 本田 高盛 花旗 迪士尼 中联重科 中青旅 人民网 新华网 五粮液 贵州茅台 ' +
  '云南白药 片仔癀 东阿阿胶 泸州老窖 山西汾酒 青岛啤酒 燕京啤酒 同仁堂 老凤祥 全聚德 工商银行 农业银行 建设银行 交通银行 招商银行 民生银行 ' +
  '光大银行 华夏银行 兴业银行 平安银行 浦发银行 中信银行 中国中车 中国铁建 中国中铁 中国交建 中国国航 中国中免 中国神华 中国海油 南方航空 东方航空 ' +
  '江淮汽车 长城汽车 东风汽车 福田汽车 长安汽车 三一重工 阳光电源 东方财富 西部证券 东吴证券';

const KINDS: ReadonlyMap<string, NameKind> = new Map([
  ...entries(WORDS, 'word'),
  ...entries(PLACES, 'place'),
  ...entries(PLACE_COMPOUNDS, 'place-compound'),
  ...entries(DISTINCT, 'distinct'),
]);

function entries(names: string, kind: NameKind): readonly (readonly [string, NameKind])[] {
  return names.split(' ').map((name) => [name, kind]);
}
