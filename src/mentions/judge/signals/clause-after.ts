import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/**
 * What the rest of the clause after the name says: acts of companies, moves of shares, or things
 * that only companies have. Also whether a later clause refers back to a company. Unlike in
 * `continuation`, the distance from the name does not matter.
 */
export const clauseAfter: Signal = {
  name: 'clause-after',
  read({ following, mention: { after } }: MentionContext): readonly Observation[] {
    const seen = new Map<string, Observation>();
    for (const { word, tag } of following) {
      if (tag === 'x' && MARK.test(word)) break;
      const feature = FEATURE_OF.get(word);
      if (feature !== undefined && !seen.has(feature))
        seen.set(feature, { feature, value: 1, detail: `the clause goes on with ${word}` });
    }
    const anaphor = ANAPHOR.exec(after)?.[1];
    if (anaphor === undefined) return [...seen.values()];
    const detail = `a later clause begins with ${anaphor}`;
    return [...seen.values(), { feature: 'anaphor-behind', value: 1, detail }];
  },
};

/** Refers back to a company at the start of a later clause. */
const ANAPHOR = /[，。；](该公司|公司|该行|该股|后者|该企业|这家公司|这家企业)/;
const MARK = /[，。；！？：、,;!?:“”（）()]/;

const WORDS = {
  'clause-act':
    '公布 发布 宣布 披露 公告 推出 收购 出售 签署 签订 签约 投资 入股 增持 减持 回购 上调 下调 召开 启动 承办 承建 运营 牵头 中标 获批 ' +
    '交付 开出 开设 更名 重组 重整 上市 退市 融资 募资 募集 发行 摘得 竞得 起诉 申请 扩产 投产 停产 裁员 提价 涨价 降价 研制 供货 出资 ' +
    '设立 成立 组建 聘任 任命 辞任 赔偿 道歉 回应 否认 澄清 表示 透露 认为 预计 指出 介绍 预测 预告 预增 预亏 收到 转让 触发 完成 扭亏 盈利 亏损 携手 拟 获 称',
  'clause-share-move':
    '涨 跌 涨停 跌停 大涨 大跌 上涨 下跌 收涨 收跌 报收 拉升 跟涨 跟跌 领涨 领跌 走高 走低 走强 走弱 触及 封板 高开 低开 冲高 跳水 涨幅 跌幅 ' +
    '涨逾 跌逾 涨超 跌超 成交额 换手率 市值 总市值 股价 连板 停牌 复牌',
  'clause-own':
    '盈利预测 收入 利润 净利润 净利 营收 营业收入 毛利率 毛利 市占率 目标价 派息 股息 分红 股权 股份 股东 持股 董事会 监事会 股东大会 董事长 董秘 总裁 总经理 CEO 财报 年报 ' +
    '中报 季报 业绩 订单 交付量 出货量 门店 工厂 子公司 官网 旗下 合同额 估值 可转债 转债 员工 高管 分公司 分行 支行 公司 集团',
} as const;

const FEATURE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(WORDS).flatMap(([feature, words]) =>
    words.split(' ').map((word) => [word, feature] as const),
  ),
);
