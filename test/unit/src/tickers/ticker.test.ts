import { isAppError } from '../../../../src/errors.ts';
import { codeOf, exchangeOf, parseTicker, tickerFrom } from '../../../../src/tickers/ticker.ts';

test.each([
  ['sz000625', 'sz000625'],
  ['SH600519', 'sh600519'],
  ['Bj920118', 'bj920118'],
  ['sh000300', 'sh000300'],
  ['hk00700', 'hk00700'],
  ['hk700', 'hk00700'],
  ['HK5', 'hk00005'],
  ['hkHSI', 'hkHSI'],
  ['hkhscei', 'hkHSCEI'],
  ['usBABA', 'usBABA'],
  ['USbaba', 'usBABA'],
  ['usBRK.B', 'usBRK.B'],
  ['us.IXIC', 'us.IXIC'],
])('%s names %s', (text, ticker) => {
  expect(tickerFrom(text)).toBe(ticker);
});

test.each([
  '',
  '000625',
  'sz00062',
  'sz0006255',
  'sz00062５',
  'sz_000625',
  ' sz000625',
  'sz000625 ',
  'sz000625\n',
  'sz000625,sh600519',
  'qz000625',
  'hk',
  'hk123456',
  'hkH',
  'hk00700X',
  'us',
  'us1A',
  'us..A',
  'usA.BCD',
  'usB K',
  'ſz000625',
  'stock_sz000625',
])('%j names no ticker', (text) => {
  expect(tickerFrom(text)).toBeUndefined();
});

test('what names no ticker is an invalid request that quotes no more than its beginning', () => {
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

test('the exchange and the code are the two halves of a ticker', () => {
  expect(exchangeOf(parseTicker('hk700'))).toBe('hk');
  expect(codeOf(parseTicker('hk700'))).toBe('00700');
  expect(exchangeOf(parseTicker('us.ixic'))).toBe('us');
  expect(codeOf(parseTicker('us.ixic'))).toBe('.IXIC');
});
