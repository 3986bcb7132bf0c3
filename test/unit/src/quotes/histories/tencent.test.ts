import { readFileSync } from 'node:fs';
import { tencent } from '../../../../../src/quotes/histories/tencent.ts';
import { parseTicker } from '../../../../../src/tickers/ticker.ts';

const read = (text: string, key = 'sz000625') => tencent.read(new TextEncoder().encode(text), key);
const answer = (day: unknown, key = 'sz000625') =>
  JSON.stringify({ code: 0, msg: '', data: { [key]: { day } } });

test.each([
  ['sz000625', ['sz000625']],
  ['sh000300', ['sh000300']],
  ['hk00700', ['hk00700']],
  ['hkHSI', ['hkHSI']],
  ['bj920118', []],
  ['usBABA', []],
  ['us.IXIC', []],
  ['fx_susdcny', []],
  ['RB2105', []],
])('%s has the keys %j', (code, keys) => {
  expect(tencent.keysOf(parseTicker(code))).toEqual(keys);
});

test('the request asks for unadjusted days in a range, and Hong Kong has its own path', () => {
  const range = { from: '2021-11-03', until: '2021-11-18' };
  expect(tencent.path('sz000625', range)).toBe(
    '/appstock/app/fqkline/get?param=sz000625,day,2021-11-03,2021-11-18,20,',
  );
  expect(tencent.path('hk00700', range)).toBe(
    '/appstock/app/hkfqkline/get?param=hk00700,day,2021-11-03,2021-11-18,20,',
  );
});

test('the close is the third column, whatever follows it', () => {
  const bars = tencent.read(readFileSync('test/fixtures/providers/tencent/bars.json'), 'sz000625');
  expect(bars).toHaveLength(9);
  expect(bars?.slice(3, 5)).toEqual([
    { date: '2021-11-11', close: 18.4 },
    { date: '2021-11-12', close: 18.71 },
  ]);
});

test('an empty answer for a listing means no bars', () => {
  expect(read(answer([]))).toEqual([]);
});

test.each([
  ['a bad request', '{"code":0,"msg":"param error","data":[]}'],
  ['another code', '{"code":1,"msg":"x","data":{"sz000625":{"day":[]}}}'],
  ['another listing', answer([['2021-11-18', '1', '2']], 'sz000626')],
  ['adjusted prices', '{"code":0,"msg":"","data":{"sz000625":{"qfqday":[["2021-11-18","1","2"]]}}}'],
  ['a row without a close', answer([['2021-11-18', '1.00']])],
  ['a close of zero', answer([['2021-11-18', '1.00', '0.00']])],
  ['a close that is not a number', answer([['2021-11-18', '1.00', '--']])],
  ['an invalid date', answer([['2021-02-30', '1.00', '2.00']])],
  ['a row that is not a list', answer([{ date: '2021-11-18' }])],
  ['no data', '{"code":0,"data":null}'],
  ['a page', '<html></html>'],
  ['an empty text', ''],
  ['half an answer', answer([['2021-11-18', '1', '2']]).slice(0, 40)],
])('%s is not a valid answer', (_what, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'provider_answer_invalid' }));
});
