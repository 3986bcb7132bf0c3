/**
 * What a name can mean beside the company: a common word (`机器人`), a place or what is named after one (`王府井`,
 * `天津港`), a place with a common noun (`上海电影`), a phrase of common words (`绿色动力`), or nothing else that is known
 * (`宁德时代`).
 */
export type NameKind = 'word' | 'place' | 'place-compound' | 'phrase' | 'distinct';

/*
 * Listed companies' short names, and their well-known aliases, whose kind the dictionary does not tell: knowledge about
 * the names themselves. What they mean in a sentence is for the signals to say.
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

/** In the dictionary as a common word or a place, and no text means anything else by them. */
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

/** A name's kind, where it is known better than the dictionary knows it. */
export function listedKind(name: string): NameKind | undefined {
  return KINDS.get(name);
}
