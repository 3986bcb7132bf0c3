import { isMainland, kindOf, marketOf } from '../../../../src/tickers/markets.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';

test.each([
  ['sz000625', 'XSHE', 'CNY', 'Asia/Shanghai'],
  ['sh600519', 'XSHG', 'CNY', 'Asia/Shanghai'],
  ['bj920118', 'BJSE', 'CNY', 'Asia/Shanghai'],
  ['hk00700', 'XHKG', 'HKD', 'Asia/Hong_Kong'],
  ['usBABA', null, 'USD', 'America/New_York'],
])('%s is traded at %s in %s by the clock of %s', (code, mic, currency, zone) => {
  expect(marketOf(parseTicker(code))).toEqual({ mic, currency, zone });
});

test('B shares are quoted in a foreign currency on their own exchange', () => {
  expect(marketOf(parseTicker('sh900901'))).toMatchObject({ mic: 'XSHG', currency: 'USD' });
  expect(marketOf(parseTicker('sz200625'))).toMatchObject({ mic: 'XSHE', currency: 'HKD' });
});

test('a currency that depends on the code never leaks to other listings of the exchange', () => {
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
  ['hk00700', 'company'],
  ['usBRK.B', 'company'],
  ['sh600519', 'company'],
  ['sh688981', 'company'],
  ['sz300750', 'company'],
  ['sz002230', 'company'],
  ['bj920118', 'company'],
  ['sh510300', 'fund'],
  ['sz159915', 'fund'],
  ['sz161725', 'fund'],
  ['sz180101', 'fund'],
  ['sh113050', 'bond'],
  ['sh204001', 'bond'],
  ['sh019547', 'bond'],
  ['sz128136', 'bond'],
  ['sz131810', 'bond'],
])('%s is a %s', (code, kind) => {
  expect(kindOf(parseTicker(code))).toBe(kind);
});

test('Shanghai, Shenzhen and Beijing are the mainland', () => {
  const codes = ['sh600519', 'sz000625', 'bj920118', 'hk00700', 'usSH'];
  expect(codes.map((code) => isMainland(parseTicker(code)))).toEqual([true, true, true, false, false]);
});
