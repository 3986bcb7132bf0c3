/** Tencent's type code: main board, STAR, ChiNext, Beijing, fund traded on an exchange, index. */
export type ListingType = 'GP-A' | 'GP-A-KCB' | 'GP-A-CYB' | 'GP' | 'ETF' | 'ZS';

/** `retired`: the code was replaced by another, as Beijing's were in 2025; `delisted`: the company left the exchange. */
export type ListingState = 'trading' | 'suspended' | 'delisted' | 'retired';

/** Something the exchange quotes. */
export type Listing = {
  /** Exchange and code, `sz000625`. */
  readonly symbol: string;
  /** The exchange's official short name, inner spaces and full-width letters included: `万  科Ａ`. */
  readonly name: string;
  readonly type: ListingType;
  /** Yuan (an index: points); the price walks around it. */
  readonly referencePrice: number;
  /** Shares in issue; of an index those of its members, of a fund its units. */
  readonly shares: number;
  readonly state: ListingState;
};

/** Symbol, short name, reference price in yuan, hundred millions of shares. */
type Entry = readonly [symbol: string, name: string, referencePrice: number, hundredMillions: number];

const board = (
  type: ListingType,
  entries: readonly Entry[],
  state: ListingState = 'trading',
): readonly Listing[] =>
  entries.map(([symbol, name, referencePrice, hundredMillions]) => ({
    symbol,
    name,
    type,
    referencePrice,
    shares: Math.round(hundredMillions * 1e8),
    state,
  }));

const shanghaiMain = board('GP-A', [
  ['sh600000', '浦发银行', 9.48, 333.06],
  ['sh600009', '上海机场', 32.1, 24.88],
  ['sh600016', '民生银行', 4.05, 437.82],
  ['sh600019', '宝钢股份', 7.02, 217.86],
  ['sh600028', '中国石化', 5.83, 1210.8],
  ['sh600030', '中信证券', 28.64, 148.21],
  ['sh600031', '三一重工', 21.9, 84.75],
  ['sh600036', '招商银行', 41.7, 252.2],
  ['sh600048', '保利发展', 7.61, 119.7],
  ['sh600050', '中国联通', 5.47, 312.6],
  ['sh600104', '上汽集团', 15.92, 114.95],
  ['sh600111', '北方稀土', 47.3, 36.15],
  ['sh600276', '恒瑞医药', 62.8, 66.37],
  ['sh600309', '万华化学', 66.5, 31.3],
  ['sh600418', '江淮汽车', 48.2, 21.84],
  ['sh600436', '片仔癀', 178.6, 6.03],
  ['sh600519', '贵州茅台', 1258.62, 12.5],
  ['sh600660', '福耀玻璃', 63.4, 26.1],
  ['sh600690', '海尔智家', 25.8, 93.83],
  ['sh600733', '北汽蓝谷', 8.24, 55.74],
  ['sh600887', '伊利股份', 27.9, 63.25],
  ['sh600900', '长江电力', 27.85, 244.68],
  ['sh600941', '中国移动', 106.4, 216.3],
  ['sh601012', '隆基绿能', 17.66, 75.78],
  ['sh601088', '中国神华', 39.8, 198.69],
  ['sh601127', '赛力斯', 128.5, 16.33],
  ['sh601138', '工业富联', 58.9, 198.6],
  ['sh601166', '兴业银行', 20.7, 211.63],
  ['sh601211', '国泰海通', 19.4, 176.3],
  ['sh601288', '农业银行', 7.12, 3499.83],
  ['sh601318', '中国平安', 57.2, 182.1],
  ['sh601398', '工商银行', 7.58, 3564.06],
  ['sh601633', '长城汽车', 22.6, 85.59],
  ['sh601668', '中国建筑', 5.41, 413.2],
  ['sh601857', '中国石油', 9.22, 1830.21],
  ['sh601888', '中国中免', 71.3, 20.69],
  ['sh601899', '紫金矿业', 28.8, 265.78],
  ['sh601939', '建设银行', 9.15, 2616.0],
  ['sh601988', '中国银行', 5.52, 3222.12],
  ['sh603259', '药明康德', 94.6, 29.84],
  ['sh603288', '海天味业', 38.2, 58.52],
  ['sh603501', '豪威集团', 129.8, 12.06],
  ['sh603986', '兆易创新', 216.5, 6.68],
]);

const shenzhenMain = board('GP-A', [
  ['sz000001', '平安银行', 11.57, 194.06],
  ['sz000002', '万  科Ａ', 6.53, 119.31],
  ['sz000063', '中兴通讯', 41.8, 47.84],
  ['sz000100', 'TCL科技', 4.46, 208.01],
  ['sz000333', '美的集团', 74.9, 76.8],
  ['sz000338', '潍柴动力', 15.2, 87.17],
  ['sz000591', '太阳能', 4.62, 39.18],
  ['sz000625', '长安汽车', 12.35, 99.14],
  ['sz000651', '格力电器', 40.3, 56.01],
  ['sz000725', '京东方Ａ', 4.12, 374.14],
  ['sz000858', '五 粮 液', 119.4, 38.82],
  ['sz000876', '新 希 望', 9.58, 45.02],
  ['sz002230', '科大讯飞', 51.2, 23.12],
  ['sz002241', '歌尔股份', 29.7, 34.91],
  ['sz002415', '海康威视', 30.8, 91.65],
  ['sz002460', '赣锋锂业', 62.4, 20.97],
  ['sz002475', '立讯精密', 58.6, 72.82],
  ['sz002594', '比亚迪', 98.7, 91.17],
  ['sz002714', '牧原股份', 50.1, 54.63],
]);

const chiNext = board('GP-A-CYB', [
  ['sz300014', '亿纬锂能', 72.3, 20.46],
  ['sz300015', '爱尔眼科', 12.1, 93.25],
  ['sz300024', '机器人', 18.44, 15.68],
  ['sz300033', '同花顺', 352, 5.38],
  ['sz300059', '东方财富', 24.6, 158.05],
  ['sz300124', '汇川技术', 76.2, 27.02],
  ['sz300274', '阳光电源', 168.4, 20.73],
  ['sz300308', '中际旭创', 486, 11.11],
  ['sz300498', '温氏股份', 18.3, 66.54],
  ['sz300750', '宁德时代', 291.99, 46.27],
  ['sz300760', '迈瑞医疗', 214.6, 12.12],
  ['sz300832', '新产业', 55.27, 7.86],
  ['sz301236', '软通动力', 49.8, 9.53],
]);

const star = board('GP-A-KCB', [
  ['sh688005', '容百科技', 27.6, 7.15],
  ['sh688008', '澜起科技', 128.4, 11.46],
  ['sh688036', '传音控股', 70.2, 11.4],
  ['sh688041', '海光信息', 226.8, 23.24],
  ['sh688111', '金山办公', 318.5, 4.63],
  ['sh688169', '石头科技', 152.7, 2.59],
  ['sh688981', '中芯国际', 116.56, 85.62],
  ['sh689009', '九号公司', 61.9, 7.19],
]);

const beijing = board('GP', [
  ['bj920000', '安徽凤凰', 11.71, 0.92],
  ['bj920002', '万达轴承', 96.4, 0.47],
  ['bj920118', '太湖远大', 17.26, 0.51],
  ['bj920185', '贝特瑞', 27.3, 11.27],
  ['bj920799', '艾融软件', 38.6, 2.1],
]);

const funds = board('ETF', [
  ['sh510050', '上证50ETF华夏', 3.012, 560.2],
  ['sh510300', '沪深300ETF华泰柏瑞', 4.417, 239.04],
  ['sh510500', '中证500ETF南方', 8.375, 180.6],
  ['sh588000', '科创50ETF华夏', 1.428, 490.3],
  ['sz159915', '创业板ETF易方达', 3.064, 290.7],
]);

/** The shares are those of the members: their trades are the index's volume. */
const indices = board('ZS', [
  ['sh000001', '上证指数', 3842.19, 48583.2],
  ['sh000016', '上证50', 2968.42, 16240],
  ['sh000300', '沪深300', 4583.66, 29870],
  ['sh000688', '科创50', 1412.08, 640],
  ['sh000905', '中证500', 7251.37, 5830],
  ['sz399001', '深证成指', 13142.28, 21560],
  ['sz399006', '创业板指', 3122.74, 4910],
  ['sz399300', '沪深300', 4583.66, 29870],
]);

const notTrading = [
  ...board('GP-A', [['sz002731', '*ST萃华', 0.77, 2.56]], 'suspended'),
  ...board('GP-A', [['sh600002', '齐鲁退市', 10.18, 19.5]], 'delisted'),
  ...board('GP', [['bj830799', '艾融软件', 34.28, 2.1]], 'retired'),
];

/** What the exchange lists unless told otherwise: real codes and names, plausible prices. */
export const listings: readonly Listing[] = [
  ...shanghaiMain,
  ...shenzhenMain,
  ...chiNext,
  ...star,
  ...beijing,
  ...funds,
  ...indices,
  ...notTrading,
];
