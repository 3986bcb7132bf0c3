import { readFileSync } from 'node:fs';
import { eastmoney } from '../../../../../src/quotes/histories/eastmoney.ts';
import { parseTicker } from '../../../../../src/tickers/ticker.ts';

const read = (text: string, secid = '0.000625') => eastmoney.read(new TextEncoder().encode(text), secid);
const answer = (klines: unknown, parts = {}) =>
  JSON.stringify({ rc: 0, data: { code: '000625', market: 0, dktotal: 5870, klines, ...parts } });

test.each([
  ['sz000625', ['0.000625']],
  ['sh000300', ['1.000300']],
  ['bj920118', ['0.920118']],
  ['hk00700', ['116.00700']],
  ['usBRK.B', ['105.BRK_B', '106.BRK_B', '107.BRK_B']],
  ['RB2105', []],
])('%s has the keys %j', (code, keys) => {
  expect(eastmoney.keysOf(parseTicker(code))).toEqual(keys);
});

test('the request asks for unadjusted days in a range', () => {
  expect(eastmoney.path('0.000625', { from: '2021-11-03', until: '2021-11-18' })).toMatch(
    /^\/api\/qt\/stock\/kline\/get\?secid=0\.000625&klt=101&fqt=0&beg=20211103&end=20211118&lmt=20&fields1=f1,[^&]*&fields2=f51,f52,f53,[^&]*$/,
  );
});

test('the close is the third column, for any number of columns', () => {
  const bars = eastmoney.read(readFileSync('test/fixtures/providers/eastmoney/bars.json'), '0.000625');
  expect(bars).toHaveLength(9);
  expect(bars?.at(-1)).toEqual({ date: '2021-11-18', close: 18.93 });
  expect(read(answer(['2021-11-18,18.50,18.93']))).toEqual([{ date: '2021-11-18', close: 18.93 }]);
  expect(read(`jQuery35_17(${answer(['2021-11-18,18.50,18.93'])});`)).toHaveLength(1);
});

test('an unknown listing has no bars, and neither has a range without trading', () => {
  expect(read('{"rc":100,"rt":1,"full":1,"data":null}')).toBeUndefined();
  expect(read(answer([]))).toEqual([]);
});

test('an answer without bars for the listing is a refusal', () => {
  expect(() => read(answer([], { dktotal: 0 }))).toThrow(
    expect.objectContaining({ code: 'provider_refused' }),
  );
});

test.each([
  ['another code', answer([], { code: '000626' })],
  ['another market', answer([], { market: 1 })],
  ['rc 0 without data', '{"rc":0,"data":null}'],
  ['another rc', '{"rc":1,"data":null}'],
  ['a row without a close', answer(['2021-11-18,18.50'])],
  ['a close of dashes', answer(['2021-11-18,18.50,-'])],
  ['an invalid date', answer(['20211118,18.50,18.93'])],
  ['rows that are not texts', answer([7])],
  ['data without rows', answer(undefined)],
  ['a page', '<html></html>'],
  ['an empty text', ''],
  ['half an answer', answer(['2021-11-18,18.50,18.93']).slice(0, 60)],
])('%s is not a valid answer', (_what, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'provider_answer_invalid' }));
});
