import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { AppError } from '../../../../../src/errors.ts';
import type { ReadQuote } from '../../../../../src/quotes/provider.ts';
import { sina } from '../../../../../src/quotes/providers/sina.ts';
import { parseTicker } from '../../../../../src/tickers/ticker.ts';
import { sinaRow } from '../../../../support/build.ts';
import { readAnswer } from '../../../../support/read-answer.ts';

const read = (text: string, codes?: readonly string[]) =>
  readAnswer(sina, iconv.encode(text, 'gb18030'), codes);
const quoteOf = (key: string, parts: Readonly<Record<number, string>> = {}): ReadQuote | undefined =>
  read(sinaRow(key, parts)).get(key);

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
  ['hk00700', ['rt_hk00700']],
  ['hkHSI', ['hkHSI']],
  ['usBABA', ['gb_baba']],
  ['usBRK.B', ['gb_brk$b']],
  ['us.IXIC', ['gb_ixic']],
  // Its key would be that of the share usHXC.
  ['us.HXC', []],
  ['fx_susdcny', []],
  ['RB2105', []],
  ['hf_CL', []],
])('%s has the keys %j', (code, keys) => {
  expect(sina.keysOf(parseTicker(code))).toEqual(keys);
});

test('all keys stand in one path, and it is told where they come from', () => {
  expect(sina.path(['sz000625', 'rt_hk00700', 'gb_brk$b'])).toBe('/list=sz000625,rt_hk00700,gb_brk$b');
  expect(sina.headers).toEqual({ Referer: 'https://finance.sina.com.cn' });
});

test('a recorded answer in GB18030 gives a quote for each of its rows', () => {
  const rows = readAnswer(sina, readFileSync('test/fixtures/providers/sina/mainland.txt'));
  expect([...rows].map(([key, row]) => [key, row?.name, row?.price, row?.state])).toEqual([
    ['sh600519', '贵州茅台', 1258.62, 'trading'],
    ['sz000876', '新希望', 21, 'trading'],
    ['sh000001', '上证指数', 3872.41, 'trading'],
    ['sz002731', '萃华珠宝', null, 'suspended'],
    ['bj920118', '太湖远大', 23.15, 'trading'],
  ]);
});

test('a listing that is traded', () => {
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
  ['02', 'suspended'],
  ['03', 'suspended'],
  ['-2', 'unlisted'],
  ['-3', 'delisted'],
])('a row of status %s is %s: no price, the previous close kept', (status, state) => {
  expect(
    quoteOf('sz002731', {
      1: '0.000',
      2: '0.770',
      3: '0.770',
      4: '0.000',
      5: '0.000',
      31: '09:00:00',
      32: status,
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
    quotedAt: '2026-09-30T01:00:00.000Z',
  });
});

test.each(['00', '01', '04', '05', '07', '-1', '', 'constructor', '__proto__'])(
  'a row of status %j is trading',
  (status) => {
    expect(quoteOf('sz000625', { 32: status })).toMatchObject({ state: 'trading', price: 10.52 });
  },
);

test('a price of 0.000 in the auction is none, never −100 %', () => {
  expect(
    quoteOf('sh510300', { 1: '0.000', 3: '0.000', 4: '0.000', 5: '0.000', 31: '09:16:15' }),
  ).toMatchObject({
    state: 'trading',
    price: null,
    changePercent: null,
    previousClose: 10.4,
  });
});

test('an index and a bank of the same digits are kept apart', () => {
  const rows = read(
    sinaRow('sh000001', { 0: '上证指数', 3: '3872.4100' }) + sinaRow('sz000001', { 0: '平安银行' }),
  );
  expect(rows.get('sh000001')).toMatchObject({ name: '上证指数', price: 3872.41, volume: null });
  expect(rows.get('sz000001')).toMatchObject({ name: '平安银行', volume: 52_310_700 });
});

test('the volume is in shares, on the STAR market too', () => {
  expect(quoteOf('sh688981')?.volume).toBe(52_310_700);
});

test('rows of 33 fields and of 39 are read', () => {
  const old = sinaRow('sz000625').replace(/,"/, '"');
  expect(read(old).get('sz000625')?.price).toBe(10.52);
  expect(
    quoteOf('bj920118', { 33: '33.2261', 34: '0.0000', 35: '0', 36: '8300000', 37: 'B', 38: 'T' })?.price,
  ).toBe(10.52);
});

describe('no such listing', () => {
  test('is an empty row, which spoils no neighbour', () => {
    const rows = read(`var hq_str_sz999999="";\n${sinaRow('sz000625')}`);
    expect(rows.has('sz999999')).toBe(false);
    expect(rows.get('sz000625')?.price).toBe(10.52);
  });

  test('is an answer of nothing but empty rows', () => {
    expect(read('var hq_str_sz999999="";\n').size).toBe(0);
  });

  test.each([
    ['without a name', { 0: ' ' }],
    ['with a name of a megabyte', { 0: '名'.repeat(350_000) }],
    ['without a date', { 30: '' }],
    ['without a time', { 31: '' }],
    ['with a date that is none', { 30: '0000-00-00', 31: '00:00:00' }],
  ])('is a row %s', (_what, parts) => {
    expect(quoteOf('sz000625', parts)).toBeUndefined();
  });

  test('is a row that breaks off', () => {
    expect(read('var hq_str_sz000625="长安汽车,10.450,10.400,10.520";\n').get('sz000625')).toBeUndefined();
  });
});

test('a malformed key voids the whole answer', () => {
  const question = { tickers: new Map([['sz000625', parseTicker('sz000625')]]), fetchedAt: new Date() };
  const given = (text: string) => sina.read(iconv.encode(text, 'gb18030'), question);
  expect(given('var hq_str_sys_auth="FAILED";\n')).toBeUndefined();
  expect(given(`${sinaRow('sz000625')}var hq_str_sys_auth="FAILED";`)).toBeUndefined();
});

describe('no answer at all', () => {
  test.each([
    ['nothing', ''],
    ['what a client without a Referer is told', 'Kinsoku jikou desu!'],
    ['a page', '<html><head><title>502</title></head></html>'],
    ['a row cut in its middle', sinaRow('sz000625').slice(0, 60)],
    ['a second row cut in its middle', sinaRow('sz000625') + sinaRow('sh600519').slice(0, 60)],
    ['a row without its last character', sinaRow('sz000625').trimEnd().slice(0, -1)],
    ['a short row under a short key', 'var hq_str_s_sz000625="长安汽车,10.520,0.120,1.15,523107,54926";\n'],
    ['a row that nobody asked for', sinaRow('sz000626')],
    ['a row of the other provider', 'v_sz000625="51~x";\n'],
  ])('is %s', (_what, text) => {
    const failure = failureOf(text);
    expect(failure.code).toBe('provider_answer_invalid');
    expect(failure.message.length).toBeLessThan(250);
  });
});
