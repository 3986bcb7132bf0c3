import { secidsOf } from '../../../../src/tickers/eastmoney-secids.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';

test.each([
  ['sz000625', ['0.000625']],
  ['sz000001', ['0.000001']],
  ['sh000001', ['1.000001']],
  ['sh688981', ['1.688981']],
  ['bj920118', ['0.920118']],
  ['hk00700', ['116.00700']],
  ['hkHSI', ['100.HSI']],
  ['us.DJI', ['100.DJIA']],
  ['usBABA', ['105.BABA', '106.BABA', '107.BABA']],
  ['usBRK.B', ['105.BRK_B', '106.BRK_B', '107.BRK_B']],
  ['us.HXC', []],
  ['fx_susdcny', []],
  ['RB2105', []],
  ['hf_CL', []],
])('%s may be at %j', (code, secids) => {
  expect(secidsOf(parseTicker(code))).toEqual(secids);
});
