import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/** Whether the clause before the name is about shares, trades or firms: `白酒板块走强，|贵州茅台`. */
export const clauseBefore: Signal = {
  name: 'clause-before',
  read({ mention: { before } }: MentionContext): readonly Observation[] {
    const clause = CLAUSE.exec(before.slice(-MAX_CLAUSE_LENGTH))?.[1];
    if (clause === undefined || !MARKET.test(clause)) return [];
    return [{ feature: 'market-clause-before', value: 1, detail: `after the clause ${clause}` }];
  },
};

const MAX_CLAUSE_LENGTH = 21;
const CLAUSE = /([^，。；！？]*)[，；]$/;
const MARKET = /板块|概念|[股企商板涨跌]|公司|券商|机构|行业|市场|赛道|方向/;
