import {
  boardOf,
  isMainland,
  isRetiredBeijingCode,
  kindOf,
  marketOf,
} from '../../../../src/tickers/markets.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';

test.each([
  ['sz000625', 'XSHE', 'CNY', 'Asia/Shanghai'],
  ['sh600519', 'XSHG', 'CNY', 'Asia/Shanghai'],
  ['bj920118', 'BJSE', 'CNY', 'Asia/Shanghai'],
  ['hk00700', 'XHKG', 'HKD', 'Asia/Hong_Kong'],
  ['usBABA', null, 'USD', 'America/New_York'],
  ['fx_susdcny', null, null, null],
  ['M0', null, null, 'Asia/Shanghai'],
  ['hf_CL', null, null, null],
])('%s is traded at %s in %s by the clock of %s', (code, mic, currency, zone) => {
  expect(marketOf(parseTicker(code))).toEqual({ mic, currency, zone });
});

test('B shares are quoted in a foreign currency on their own exchange', () => {
  expect(marketOf(parseTicker('sh900901'))).toMatchObject({ mic: 'XSHG', currency: 'USD' });
  expect(marketOf(parseTicker('sz200625'))).toMatchObject({ mic: 'XSHE', currency: 'HKD' });
});

test.each([
  ['hk80700', 'CNY'],
  ['hk80737', 'CNY'],
  ['hk82800', 'CNY'],
  ['hk08083', 'HKD'],
  ['hk8083', 'HKD'],
  ['hkHSI', 'HKD'],
])(
  'the currency of %s is %s, because only RMB counters have five digits that begin with 8',
  (code, currency) => {
    expect(marketOf(parseTicker(code)).currency).toBe(currency);
  },
);

test('a currency that depends on the code does not affect other listings of the exchange', () => {
  marketOf(parseTicker('sh900901'));
  expect(marketOf(parseTicker('sh600519')).currency).toBe('CNY');
  expect(marketOf(parseTicker('bj900901')).currency).toBe('CNY');
});

test.each([
  ['sh000001', 'index'],
  ['sz000001', 'company'],
  ['sh000300', 'index'],
  ['sz399300', 'index'],
  ['bj899050', 'index'],
  ['hkHSI', 'index'],
  ['us.IXIC', 'index'],
  ['usINX', 'index'],
  ['hk00700', 'company'],
  ['hk80700', 'company'],
  ['hk03988', 'company'],
  ['hk08300', 'company'],
  ['usBRK.B', 'company'],
  ['sh600519', 'company'],
  ['sh688981', 'company'],
  ['sh689009', 'company'],
  ['sh900901', 'company'],
  ['sz300750', 'company'],
  ['sz002230', 'company'],
  ['sz200625', 'company'],
  ['bj920118', 'company'],
  ['bj838275', 'company'],
  ['sh510300', 'fund'],
  ['sh508000', 'fund'],
  ['sz159915', 'fund'],
  ['sz161725', 'fund'],
  ['sz180101', 'fund'],
  ['hk02800', 'fund'],
  ['hk03033', 'fund'],
  ['hk82800', 'fund'],
  ['sh113050', 'bond'],
  ['sh132018', 'bond'],
  ['sh204001', 'bond'],
  ['sh019547', 'bond'],
  ['sh010107', 'bond'],
  ['sz101303', 'bond'],
  ['sz112138', 'bond'],
  ['sz128136', 'bond'],
  ['sz131810', 'bond'],
  ['sz149088', 'bond'],
  ['fx_susdcny', 'forex'],
  ['M0', 'futures'],
  ['SH2405', 'futures'],
  ['hf_CL', 'futures'],
])('%s is a %s', (code, kind) => {
  expect(kindOf(parseTicker(code))).toBe(kind);
});

test.each([
  ['sh600519', 'main'],
  ['sh605117', 'main'],
  ['sz000625', 'main'],
  ['sz002230', 'main'],
  ['sz003816', 'main'],
  ['sz300832', 'chinext'],
  ['sz301236', 'chinext'],
  ['sz302132', 'chinext'],
  ['sh688981', 'star'],
  ['sh689009', 'star'],
  ['bj920118', 'bse'],
  ['bj838275', 'bse'],
  ['sh900901', 'b-share'],
  ['sz200625', 'b-share'],
  ['sh000001', undefined],
  ['sz399006', undefined],
  ['bj899050', undefined],
  ['sh510300', undefined],
  ['sz128136', undefined],
  ['hk00700', undefined],
  ['usBABA', undefined],
  ['M0', undefined],
])('the board of %s is %s', (code, board) => {
  expect(boardOf(parseTicker(code))).toBe(board);
});

test('Shanghai, Shenzhen and Beijing belong to the mainland', () => {
  const codes = ['sh600519', 'sz000625', 'bj920118', 'hk00700', 'usSH', 'SH2405', 'fx_susdcny'];
  expect(codes.map((code) => isMainland(parseTicker(code)))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test.each([
  ['bj430047', true, 'the oldest'],
  ['bj830799', true, 'of the third board'],
  ['bj838275', true, 'in articles from 2021'],
  ['bj871245', true, 'in articles from 2021'],
  ['bj889999', true, 'the last of its ranges'],
  ['bj920118', false, 'a current code'],
  ['bj899050', false, 'an index, which kept its code'],
  ['bj820001', false, 'preferred shares'],
  ['sz430047', false, 'not in Beijing'],
  ['sh830799', false, 'not in Beijing'],
  ['hk08383', false, 'digits of Hong Kong'],
])('%s is a retired code of Beijing: %s (%s)', (code, isRetired) => {
  expect(isRetiredBeijingCode(parseTicker(code))).toBe(isRetired);
});
