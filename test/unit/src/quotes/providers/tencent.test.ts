import { readFileSync } from 'node:fs';
import { AppError } from '../../../../../src/errors.ts';
import type { ReadQuote } from '../../../../../src/quotes/provider.ts';
import { tencent } from '../../../../../src/quotes/providers/tencent.ts';
import { parseTicker } from '../../../../../src/tickers/ticker.ts';
import { foreignCells, tencentRow } from '../../../../support/build.ts';
import { readAnswer } from '../../../../support/read-answer.ts';

const read = (text: string, codes?: readonly string[]) =>
  readAnswer(tencent, new TextEncoder().encode(text), codes);
const quoteOf = (code: string, parts: Readonly<Record<number, string>> = {}): ReadQuote | undefined =>
  read(tencentRow(code, parts)).get(code);

function failureOf(text: string): AppError {
  try {
    read(text, ['sz000625']);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was read');
}

test.each([
  ['sz000625', ['sz000625']],
  ['sh000300', ['sh000300']],
  ['bj920118', ['bj920118']],
  ['hk00700', ['r_hk00700']],
  ['hkHSI', ['hkHSI']],
  ['usBABA', ['usBABA']],
  ['usBRK.B', ['usBRK.B']],
  ['us.IXIC', ['us.IXIC']],
  ['fx_susdcny', []],
  ['RB2105', []],
  ['hf_CL', []],
])('%s has the keys %j', (code, keys) => {
  expect(tencent.keysOf(parseTicker(code))).toEqual(keys);
});

test('all keys are in one path', () => {
  expect(tencent.path(['sz000625', 'r_hk00700', 'usBRK.B'])).toBe('/utf8/q=sz000625,r_hk00700,usBRK.B');
});

test('a recorded answer has a quote for each row', () => {
  const rows = readAnswer(tencent, readFileSync('test/fixtures/providers/tencent/mainland.txt'));
  expect([...rows].map(([key, row]) => [key, row?.name, row?.price, row?.state])).toEqual([
    ['sh600519', '贵州茅台', 1258.62, 'trading'],
    ['sz000876', '新希望', 21, 'trading'],
    ['sh000001', '上证指数', 3872.41, 'trading'],
    ['sz002731', '萃华珠宝', null, 'suspended'],
    ['bj920118', '太湖远大', 23.15, 'trading'],
  ]);
});

test('a traded listing has a quote', () => {
  expect(quoteOf('sz000625')).toEqual({
    name: '长安汽车',
    price: 10.52,
    previousClose: 10.4,
    change: 0.12,
    changePercent: 1.15,
    open: 10.45,
    high: 10.6,
    low: 10.38,
    volume: 52_310_700,
    amount: 549_262_350,
    currency: 'CNY',
    quotedAt: '2026-09-30T06:10:19.000Z',
    state: 'trading',
  });
});

test.each([
  ['S', 'suspended'],
  ['D', 'delisted'],
  ['C', 'retired'],
])('a row with flag %s is %s: it has no price, but keeps the previous close', (flag, state) => {
  expect(
    quoteOf('sz002731', {
      3: '0.77',
      4: '0.77',
      5: '0.00',
      33: '0.00',
      34: '0.00',
      35: '0.77/0/0',
      40: flag,
    }),
  ).toMatchObject({
    state,
    price: null,
    change: null,
    changePercent: null,
    previousClose: 0.77,
    open: null,
    high: null,
    low: null,
  });
});

test('a delisted row with only zeros has no price', () => {
  const row = quoteOf('sh600002', {
    1: '齐鲁退市',
    3: '0.00',
    4: '0.00',
    5: '0.00',
    33: '0.00',
    34: '0.00',
    40: 'D',
  });
  expect(row).toMatchObject({ name: '齐鲁退市', price: null, previousClose: null, changePercent: null });
});

test('a price of 0 in the auction means no price, never −100 %', () => {
  expect(quoteOf('sz000625', { 3: '0.00', 5: '0.00', 31: '-10.40', 32: '-100.00' })).toMatchObject({
    state: 'trading',
    price: null,
    change: null,
    changePercent: null,
    previousClose: 10.4,
  });
});

test('the change is computed from the prices, whatever the row says', () => {
  expect(quoteOf('sz000625', { 31: '99', 32: '99' })).toMatchObject({ change: 0.12, changePercent: 1.15 });
});

test('an index and a bank with the same digits are distinguished', () => {
  const rows = read(
    tencentRow('sh000001', { 1: '上证指数', 3: '3872.41', 4: '3860.00' }) +
      tencentRow('sz000001', { 1: '平安银行' }),
  );
  expect(rows.get('sh000001')).toMatchObject({ name: '上证指数', volume: null });
  expect(rows.get('sz000001')).toMatchObject({ name: '平安银行', volume: 52_310_700 });
});

test.each([
  ['sz000625', 52_310_700],
  ['sh600519', 52_310_700],
  ['bj920118', 52_310_700],
  ['sh510300', 52_310_700],
  ['sh688981', 523_107],
  ['sh689009', 523_107],
  ['sz300750', 52_310_700],
  ['sh000300', null],
  ['sz399001', null],
])('the volume of %s is %p shares', (key, volume) => {
  expect(quoteOf(key)?.volume).toBe(volume);
});

test('B shares have their own currency', () => {
  expect(quoteOf('sh900901')?.currency).toBe('USD');
  expect(quoteOf('sz200625')?.currency).toBe('HKD');
});

describe('foreign listings', () => {
  const foreign = (code: string, parts: Readonly<Record<number, string>> = {}) => {
    const [key = ''] = tencent.keysOf(parseTicker(code));
    return read(tencentRow(key, { ...foreignCells(parseTicker(code)), ...parts }), [code]).get(code);
  };

  test('in Hong Kong have a volume in shares and a currency', () => {
    expect(foreign('hk00700', { 6: '12436640.0', 37: '5239804154.628', 46: 'TENCENT' })).toMatchObject({
      englishName: 'TENCENT',
      volume: 12_436_640,
      amount: 5_239_804_154.628,
      currency: 'HKD',
      quotedAt: '2026-09-30T08:08:11.000Z',
    });
    expect(foreign('hk80700')?.currency).toBe('CNY');
    expect(foreign('hk09834', { 75: 'USD' })?.currency).toBe('USD');
    expect(foreign('hk00700', { 75: '<b>' })?.currency).toBe('HKD');
  });

  test.each([
    ['usAAPL', 'AAPL.OQ'],
    ['usBRK.B', 'BRK.B.N'],
    ['us.IXIC', '.IXIC'],
    ['us.DJI', '.DJI'],
  ])('for %s may have the code %s', (code, bare) => {
    expect(foreign(code, { 2: bare })).toMatchObject({ price: 10.52, quotedAt: '2026-09-30T20:00:01.000Z' });
  });

  test.each([
    ['usBRK.B', 'BRK.A.N'],
    ['usBRK.B', 'BRK.N'],
    ['usAAPL', 'AAP.N'],
    ['us.IXIC', '.DJI'],
    ['hk00700', '00701'],
    ['hk00700', '700'],
  ])('for %s may not have the code %s', (code, bare) => {
    expect(foreign(code, { 2: bare })).toBeUndefined();
  });
});

describe('a missing listing', () => {
  test('has no row', () => {
    expect(read(tencentRow('sz000625')).has('sz999999')).toBe(false);
  });

  test('may be an answer that nothing matches', () => {
    expect(read('v_pv_none_match="1";\n').size).toBe(0);
    expect(read('v_pv_none_match="1";').size).toBe(0);
  });

  test.each([
    ['of another code', { 2: '000626' }],
    ['without a code', { 2: '' }],
    ['of another exchange', { 0: '1' }],
    ['without a name', { 1: '  ' }],
    ['with a name of a megabyte', { 1: '名'.repeat(350_000) }],
    ['without a time', { 30: '' }],
    ['with half a time', { 30: '20260930' }],
    ['with a time in another format', { 30: '2026-09-30 14:10:19' }],
  ])('is a row %s', (_what, parts) => {
    const rows = read(tencentRow('sz000625', parts) + tencentRow('sh600519', { 1: '贵州茅台' }));
    expect(rows.get('sz000625')).toBeUndefined();
    expect(rows.get('sh600519')?.name).toBe('贵州茅台');
  });

  test('is a row that is cut off', () => {
    expect(read('v_sz000625="51~长安汽车~000625~10.52~10.40";\n').get('sz000625')).toBeUndefined();
  });
});

test.each(['', 'constructor', '__proto__', 'X', ' '])('the unknown flag %j means trading', (flag) => {
  expect(quoteOf('sz000625', { 40: flag })?.state).toBe('trading');
});

test('rows may end with \\r\\n, and may be in any order', () => {
  const text = (tencentRow('sh600519', { 1: '贵州茅台' }) + tencentRow('sz000625')).replaceAll('\n', '\r\n');
  expect([...read(text).keys()]).toEqual(['sh600519', 'sz000625']);
});

describe('an invalid answer', () => {
  test.each([
    ['an empty text', ''],
    ['a page', '<!DOCTYPE html><html><body>501 Not Implemented</body></html>'],
    ['JSON', '{"code":0,"data":{}}'],
    ['a row that is cut off', tencentRow('sz000625').slice(0, 60)],
    ['a second row that is cut off', tencentRow('sz000625') + tencentRow('sh600519').slice(0, 60)],
    ['a row without its last character', tencentRow('sz000625').trimEnd().slice(0, -1)],
    [
      'a short row under a short key',
      'v_s_sz000625="51~长安汽车~000625~10.52~0.12~1.15~523107~54926~~1043.35~GP-A~";\n',
    ],
    ['a row that was not requested', tencentRow('sz000626')],
    ['a row and a page', `${tencentRow('sz000625')}<html>`],
  ])('is %s', (_what, text) => {
    const failure = failureOf(text);
    expect(failure.code).toBe('provider_answer_invalid');
    expect(failure.message.length).toBeLessThan(250);
  });
});
