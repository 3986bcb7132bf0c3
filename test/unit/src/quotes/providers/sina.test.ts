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
  // Its key would be the key of the share usHXC.
  ['us.HXC', []],
  ['fx_susdcny', []],
  ['RB2105', []],
  ['hf_CL', []],
])('%s has the keys %j', (code, keys) => {
  expect(sina.keysOf(parseTicker(code))).toEqual(keys);
});

test('all keys are in one path, with a Referer', () => {
  expect(sina.path(['sz000625', 'rt_hk00700', 'gb_brk$b'])).toBe('/list=sz000625,rt_hk00700,gb_brk$b');
  expect(sina.headers).toEqual({ Referer: 'https://finance.sina.com.cn' });
});

test('a recorded answer in GB18030 has a quote for each row', () => {
  const rows = readAnswer(sina, readFileSync('test/fixtures/providers/sina/mainland.txt'));
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
  ['02', 'suspended'],
  ['03', 'suspended'],
  ['-2', 'unlisted'],
  ['-3', 'delisted'],
])('a row with status %s is %s: it has no price, but keeps the previous close', (status, state) => {
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
  'a row with status %j is trading',
  (status) => {
    expect(quoteOf('sz000625', { 32: status })).toMatchObject({ state: 'trading', price: 10.52 });
  },
);

test('a price of 0.000 in the auction means no price, never −100 %', () => {
  expect(
    quoteOf('sh510300', { 1: '0.000', 3: '0.000', 4: '0.000', 5: '0.000', 31: '09:16:15' }),
  ).toMatchObject({
    state: 'trading',
    price: null,
    changePercent: null,
    previousClose: 10.4,
  });
});

test('an index and a bank with the same digits are distinguished', () => {
  const rows = read(
    sinaRow('sh000001', { 0: '上证指数', 3: '3872.4100' }) + sinaRow('sz000001', { 0: '平安银行' }),
  );
  expect(rows.get('sh000001')).toMatchObject({ name: '上证指数', price: 3872.41, volume: null });
  expect(rows.get('sz000001')).toMatchObject({ name: '平安银行', volume: 52_310_700 });
});

test('the volume is in shares, also on the STAR market', () => {
  expect(quoteOf('sh688981')?.volume).toBe(52_310_700);
});

test('rows with 33 and with 39 fields are parsed', () => {
  const old = sinaRow('sz000625').replace(/,"/, '"');
  expect(read(old).get('sz000625')?.price).toBe(10.52);
  expect(
    quoteOf('bj920118', { 33: '33.2261', 34: '0.0000', 35: '0', 36: '8300000', 37: 'B', 38: 'T' })?.price,
  ).toBe(10.52);
});

describe('a missing listing', () => {
  test('is an empty row, which does not affect the others', () => {
    const rows = read(`var hq_str_sz999999="";\n${sinaRow('sz000625')}`);
    expect(rows.has('sz999999')).toBe(false);
    expect(rows.get('sz000625')?.price).toBe(10.52);
  });

  test('may be an answer with only empty rows', () => {
    expect(read('var hq_str_sz999999="";\n').size).toBe(0);
  });

  test.each([
    ['without a name', { 0: ' ' }],
    ['with a name of a megabyte', { 0: '名'.repeat(350_000) }],
    ['without a date', { 30: '' }],
    ['without a time', { 31: '' }],
    ['with an invalid date', { 30: '0000-00-00', 31: '00:00:00' }],
  ])('is a row %s', (_what, parts) => {
    expect(quoteOf('sz000625', parts)).toBeUndefined();
  });

  test('is a row that is cut off', () => {
    expect(read('var hq_str_sz000625="长安汽车,10.450,10.400,10.520";\n').get('sz000625')).toBeUndefined();
  });
});

describe('a Hong Kong row', () => {
  const hongKong = (parts: Readonly<Record<number, string>>, code = 'hk01024') => {
    const cells = {
      0: 'KUAISHOU-W',
      1: '快手－Ｗ',
      3: '10.400',
      6: '10.520',
      17: '2026/11/12',
      18: '16:08:31',
      ...parts,
    };
    const key = code === 'hkHSI' ? code : `rt_${code}`;
    return read(sinaRow(key, cells), [code]).get(code);
  };

  test('may have a comma in the English name', () => {
    const text = `var hq_str_rt_hk01024="KUAISHOU, CLASS W,快手－Ｗ,${'10.450,10.400,10.600,10.380,10.520'},0,0,0,0,0,7,0,0,0,0,2026/11/12,16:08:31,1";\n`;
    expect(read(text, ['hk01024']).get('hk01024')).toMatchObject({
      name: '快手-W',
      englishName: 'KUAISHOU, CLASS W',
      price: 10.52,
      volume: 7,
    });
  });

  test('uses the English name if the Chinese one is missing', () => {
    expect(hongKong({ 1: ' ' })).toMatchObject({ name: 'KUAISHOU-W', englishName: 'KUAISHOU-W' });
  });

  test('has the currency of its counter, and an index has its amount in thousands', () => {
    expect(hongKong({}, 'hk81024')?.currency).toBe('CNY');
    expect(hongKong({ 11: '165432101' }, 'hkHSI')).toMatchObject({ amount: 165_432_101_000, volume: null });
  });

  test.each([{ 17: '' }, { 18: '' }, { 17: '2026-11-12' }, { 18: '25:08' }, { 0: '', 1: '' }])(
    'without a time or a name has no quote: %j',
    (parts) => {
      expect(hongKong(parts)).toBeUndefined();
    },
  );
});

describe('the time of the last trade in New York', () => {
  const at = (parts: Readonly<Record<number, string>>, fetchedAt = '2027-01-02T03:00:00Z') => {
    const text = sinaRow('gb_baba', { 1: '10.52', 26: '10.40', ...parts });
    return readAnswer(sina, iconv.encode(text, 'gb18030'), ['usBABA'], new Date(fetchedAt)).get('usBABA')
      ?.quotedAt;
  };

  test.each([
    ['Jul 15 09:31AM EDT', '2026-07-15 21:31:40', '2026', '2026-07-15T13:31:00.000Z'],
    ['Jul 15 12:00PM EDT', '2026-07-16 00:00:40', '2026', '2026-07-15T16:00:00.000Z'],
    ['Jul 15 12:05AM EDT', '2026-07-15 12:05:40', '2026', '2026-07-15T04:05:00.000Z'],
    ['Dec 31 03:00PM EST', '2027-01-01 04:00:02', '2027', '2026-12-31T20:00:00.000Z'],
    ['Dec 31 04:00PM EST', '2027-01-01 09:12:44', '2026', '2026-12-31T21:00:00.000Z'],
    ['Dec 31 04:00PM EST', '2027-01-02 09:12:44', '', '2026-12-31T21:00:00.000Z'],
    ['Dec 31 04:00PM EST', '', '2027', '2026-12-31T21:00:00.000Z'],
    ['Dec 31 04:00PM EST', '', '', '2026-12-31T21:00:00.000Z'],
    ['Jan 04 04:00PM EST', '2027-01-05 09:12:44', '2027', '2027-01-04T21:00:00.000Z'],
  ])('is read from %j in a row of %j with the year %j: %s', (traded, made, year, instant) => {
    expect(at({ 3: made, 25: traded, 29: year })).toBe(instant);
  });

  test.each([
    '',
    'Oct 06',
    '2026-10-06 16:00:00',
    'Okt 06 04:00PM EDT',
    'Oct 36 04:00PM EDT',
    'Oct 06 04:00PM GMT',
  ])('is unknown with %j', (traded) => {
    expect(at({ 3: '2026-10-07 10:00:00', 25: traded, 29: '2026' })).toBeUndefined();
  });
});

test('a malformed key invalidates the whole answer', () => {
  const question = { tickers: new Map([['sz000625', parseTicker('sz000625')]]), fetchedAt: new Date() };
  const given = (text: string) => sina.read(iconv.encode(text, 'gb18030'), question);
  expect(given('var hq_str_sys_auth="FAILED";\n')).toBeUndefined();
  expect(given(`${sinaRow('sz000625')}var hq_str_sys_auth="FAILED";`)).toBeUndefined();
});

describe('an invalid answer', () => {
  test.each([
    ['an empty text', ''],
    ['the answer to a request without a Referer', 'Kinsoku jikou desu!'],
    ['a page', '<html><head><title>502</title></head></html>'],
    ['a row that is cut off', sinaRow('sz000625').slice(0, 60)],
    ['a second row that is cut off', sinaRow('sz000625') + sinaRow('sh600519').slice(0, 60)],
    ['a row without its last character', sinaRow('sz000625').trimEnd().slice(0, -1)],
    ['a short row under a short key', 'var hq_str_s_sz000625="长安汽车,10.520,0.120,1.15,523107,54926";\n'],
    ['a row that was not requested', sinaRow('sz000626')],
    ['a row of the other provider', 'v_sz000625="51~x";\n'],
  ])('is %s', (_what, text) => {
    const failure = failureOf(text);
    expect(failure.code).toBe('provider_answer_invalid');
    expect(failure.message.length).toBeLessThan(250);
  });
});
