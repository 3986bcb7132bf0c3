import { NOTATION_NAMES, notationsOf } from '../../../../src/tickers/notations.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';

test.each([
  ['sz000625', 'yahoo', '000625.SZ'],
  ['sz000625', 'wind', '000625.SZ'],
  ['sz000625', 'eastmoney', '0.000625'],
  ['sz000625', 'xueqiu', 'SZ000625'],
  ['sz000625', 'tradingview', 'SZSE:000625'],
  ['sh600519', 'yahoo', '600519.SS'],
  ['sh600519', 'ric', '600519.SS'],
  ['sh600519', 'wind', '600519.SH'],
  ['sh600519', 'eastmoney', '1.600519'],
  ['sh600519', 'bloomberg', '600519 CH'],
  ['sh600519', 'google', 'SHA:600519'],
  ['bj920118', 'eastmoney', '0.920118'],
  ['bj920118', 'wind', '920118.BJ'],
  ['hk00700', 'yahoo', '0700.HK'],
  ['hk00700', 'bloomberg', '700 HK'],
  ['hk00700', 'tradingview', 'HKEX:700'],
  ['hk00700', 'wind', '00700.HK'],
  ['hk00005', 'yahoo', '0005.HK'],
  ['hk80737', 'yahoo', '80737.HK'],
  ['usBABA', 'sina', 'gb_baba'],
  ['usBABA', 'yahoo', 'BABA'],
  ['usBRK.B', 'sina', 'gb_brk$b'],
  ['usBRK.B', 'tencent', 'usBRK.B'],
  ['usBRK.B', 'yahoo', 'BRK-B'],
  ['usBRK.B', 'bloomberg', 'BRK/B US'],
  ['us.IXIC', 'sina', 'gb_ixic'],
  ['hkHSI', 'xueqiu', 'HSI'],
] as const)('%s is, for %s, %s', (code, system, spelling) => {
  expect(notationsOf(parseTicker(code))[system]).toBe(spelling);
});

test('an index and a share of the same digits are spelled apart in every system that tells exchanges', () => {
  const index = notationsOf(parseTicker('sh000001'));
  const share = notationsOf(parseTicker('sz000001'));
  for (const system of ['sina', 'tencent', 'eastmoney', 'xueqiu', 'yahoo', 'wind', 'tradingview'] as const) {
    expect(index[system]).not.toBe(share[system]);
  }
});

test.each(['sh000300', 'sz399300', 'bj899050', 'hkHSI', 'us.IXIC'])(
  '%s, an index, has no spelling of a share at Bloomberg',
  (code) => {
    expect(notationsOf(parseTicker(code))).not.toHaveProperty('bloomberg');
  },
);

test('a system without a spelling for a listing is left out, not undefined', () => {
  expect(Object.keys(notationsOf(parseTicker('bj920118')))).not.toContain('yahoo');
  expect(Object.keys(notationsOf(parseTicker('us.IXIC')))).not.toContain('yahoo');
});

test('every notation has a name of the list', () => {
  for (const code of ['sh600519', 'sz000625', 'bj920118', 'hk00700', 'hkHSI', 'usBABA', 'us.IXIC']) {
    for (const system of Object.keys(notationsOf(parseTicker(code))))
      expect(NOTATION_NAMES).toContain(system);
  }
});
