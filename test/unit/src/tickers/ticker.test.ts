import { isAppError } from '../../../../src/errors.ts';
import { codeOf, exchangeOf, parseTicker, tickerAt, tickerFrom } from '../../../../src/tickers/ticker.ts';

test.each([
  ['sz000625', 'sz000625', 'a share'],
  ['SH600519', 'sh600519', 'Xueqiu writes the exchange in capitals'],
  ['Bj920118', 'bj920118', 'letter case is ignored'],
  ['bj838275', 'bj838275', 'a retired code is kept as the article spells it'],
  ['sh000300', 'sh000300', 'an index'],
  ['hk00700', 'hk00700', 'five digits'],
  ['hk700', 'hk00700', 'without leading zeros'],
  ['HK5', 'hk00005', 'not a future, despite the capitals'],
  ['hk80737', 'hk80737', 'an RMB counter'],
  ['hkHSI', 'hkHSI', 'an index'],
  ['hkhscei', 'hkHSCEI', 'an index in lower case'],
  ['usBABA', 'usBABA', 'a symbol'],
  ['USbaba', 'usBABA', 'symbols are uppercase'],
  ['usBRK.B', 'usBRK.B', 'a class of shares'],
  ['usBABA.N', 'usBABA', 'Tencent names New York'],
  ['usTSLA.OQ', 'usTSLA', 'Tencent names Nasdaq'],
  ['usBRK.B.N', 'usBRK.B', 'a class and a venue'],
  ['us.IXIC', 'us.IXIC', 'an index'],
  ['usixic', 'us.IXIC', 'Tencent also accepts the index without its dot'],
  ['usNDX', 'us.NDX', 'the index without its dot'],
  ['us.SOX', 'us.SOX', 'any index with its dot'],
  ['fx_susdcny', 'fx_susdcny', 'a pair of currencies'],
  ['FX_SUSDCNY', 'fx_susdcny', 'pairs are lowercase'],
  ['M0', 'M0', 'soybean meal, the main contract'],
  ['RB2105', 'RB2105', 'steel bars'],
  ['IF2112', 'IF2112', 'an index future'],
  ['SH2405', 'SH2405', 'caustic soda: four digits are not a Shanghai listing'],
  ['hf_CL', 'hf_CL', 'crude oil in New York'],
  ['HF_cl', 'hf_CL', 'codes are uppercase'],
  ['hf_CHA50CFD', 'hf_CHA50CFD', 'the longest in use'],
])('%s names %s: %s', (text, ticker) => {
  expect(tickerFrom(text)).toBe(ticker);
});

test.each([
  ['', 'an empty text'],
  ['000625', 'no exchange'],
  ['sz00062', 'five digits'],
  ['sz0006255', 'seven digits'],
  ['sz00062５', 'a full-width digit'],
  ['sz_000625', "another system's spelling"],
  [' sz000625', 'a blank at the start'],
  ['sz000625 ', 'a blank at the end'],
  ['sz000625\n', 'a line feed at the end, which `$` may ignore'],
  ['sz000625,sh600519', 'two tickers'],
  ['qz000625', 'no exchange of that name'],
  ['hk', 'no code'],
  ['hk123456', 'six digits'],
  ['hkH', 'one letter'],
  ['hk00700X', 'a letter at the end'],
  ['us', 'no symbol'],
  ['us1A', 'a digit first'],
  ['usABCDEF', 'six letters'],
  ['usA1', 'shares have no digits'],
  ['us..A', 'two dots'],
  ['usA.BCD', 'an invalid class of shares'],
  ['usA.N.N', 'two venues'],
  ['usB K', 'a blank inside'],
  ['ſz000625', 'a letter whose capital is S'],
  ['stock_sz000625', "an element's id"],
  ['m0', 'a lowercase future, which could be any word'],
  ['RB', 'a future without a month'],
  ['RB21050', 'five digits'],
  ['PVC05', 'three letters'],
  ['SZ0006', 'a truncated share, not a future'],
  ['US10', 'an American bond, not a future'],
  ['fx_susdcn', 'five letters'],
  ['fx_usdcny', 'not as Sina writes it'],
  ['hf_', 'no code'],
  ['hf_C L', 'a blank inside'],
])('%j names no ticker: %s', (text) => {
  expect(tickerFrom(text)).toBeUndefined();
});

test('sh000001 is never sz000001: the index and the bank share only their digits', () => {
  const index = parseTicker('sh000001');
  const bank = parseTicker('sz000001');
  expect(index).not.toBe(bank);
  expect(codeOf(index)).toBe(codeOf(bank));
  expect([exchangeOf(index), exchangeOf(bank)]).toEqual(['sh', 'sz']);
});

test('an invalid ticker is an invalid request, and the message quotes only its beginning', () => {
  const text = `x${'9'.repeat(5000)}`;
  const error = (() => {
    try {
      return parseTicker(text);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(isAppError(error) && error.code).toBe('invalid_request');
  expect(String(error)).toContain('x999');
  expect(String(error).length).toBeLessThan(150);
});

test.each([
  ['hk700', 'hk', '00700'],
  ['us.ixic', 'us', '.IXIC'],
  ['usbrk.b', 'us', 'BRK.B'],
  ['fx_susdcny', 'forex', 'usdcny'],
  ['M0', 'futures', 'M0'],
  ['hf_CL', 'overseas-futures', 'CL'],
])('%s belongs to %s and has the code %s', (text, exchange, code) => {
  const ticker = parseTicker(text);
  expect([exchangeOf(ticker), codeOf(ticker)]).toEqual([exchange, code]);
});

test.each([
  ['hk', '700', 'hk00700'],
  ['us', 'IXIC', 'us.IXIC'],
  ['forex', 'usdcny', 'fx_susdcny'],
  ['futures', 'M0', 'M0'],
  ['sh', '700', undefined],
  ['futures', 'hk700', undefined],
  ['futures', 'sh600519', undefined],
] as const)('on the exchange %s, the code %s is the ticker %s', (exchange, code, ticker) => {
  expect(tickerAt(exchange, code)).toBe(ticker);
});
