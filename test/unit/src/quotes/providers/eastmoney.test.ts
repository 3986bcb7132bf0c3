import { AppError } from '../../../../../src/errors.ts';
import { eastmoney } from '../../../../../src/quotes/providers/eastmoney.ts';
import { eastmoneyAnswer, eastmoneyRow } from '../../../../support/build.ts';
import { readAnswer } from '../../../../support/read-answer.ts';

const read = (text: string, codes: readonly string[] = ['sz000625'], fetchedAt?: Date) =>
  readAnswer(eastmoney, new TextEncoder().encode(text), codes, fetchedAt);
const quoteOf = (parts: Readonly<Record<string, unknown>>, code = 'sz000625', secid = '0.000625') =>
  read(eastmoneyAnswer(eastmoneyRow(secid, parts)), [code]).get(code);

test('all secids are in one path, which requests decimals', () => {
  expect(eastmoney.path(['0.000625', '106.BRK_B'])).toMatch(
    /^\/api\/qt\/ulist\.np\/get\?fltt=2&invt=2&fields=f2,[f\d,]+&secids=0\.000625,106\.BRK_B$/,
  );
});

test('a traded listing has a quote', () => {
  expect(quoteOf({})).toEqual({
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

test('rows may be numbered or wrapped in a callback, and their cells may be text', () => {
  const row = eastmoneyRow('0.000625', { f2: '10.52', f13: '0', f124: '1790748619' });
  const numbered = JSON.stringify({ rc: 0, data: { diff: { '0': row } } });
  expect(read(numbered).get('sz000625')?.price).toBe(10.52);
  expect(read(`jQuery351_1758(${eastmoneyAnswer(row)});`).get('sz000625')?.price).toBe(10.52);
});

describe('a row of dashes', () => {
  const dashes = { f2: '-', f5: '-', f6: '-', f15: '-', f16: '-', f17: '-' };
  const morning = Date.parse('2026-09-30T00:00:00Z') / 1000;
  const at = (time: string, parts = {}) =>
    read(
      eastmoneyAnswer(eastmoneyRow('0.000625', { ...dashes, f124: morning, ...parts })),
      ['sz000625'],
      new Date(`2026-09-30T${time}+08:00`),
    ).get('sz000625');
  const none = { price: null, change: null, changePercent: null, volume: null, amount: null };

  test.each(['08:30:00', '09:10:00', '09:20:00'])('is before the first trade at %s', (time) => {
    expect(at(time)).toMatchObject({ ...none, state: 'trading', previousClose: 10.4 });
  });

  test.each(['09:31:00', '12:00:00', '14:00:00', '18:00:00'])('is suspended at %s', (time) => {
    expect(at(time)).toMatchObject({ ...none, state: 'suspended', previousClose: 10.4 });
  });

  test('is not suspended if it has changed since the morning', () => {
    expect(at('14:00:00', { f124: Date.parse('2026-09-30T03:00:00Z') / 1000 })).toMatchObject(none);
    expect(at('14:00:00', { f124: Date.parse('2026-09-30T03:00:00Z') / 1000 })?.state).toBe('trading');
  });
});

test.each([
  ['sz000625', '0.000625', 52_310_700],
  ['bj920118', '0.920118', 52_310_700],
  ['sh510300', '1.510300', 52_310_700],
  ['sh688981', '1.688981', null],
  ['sh000300', '1.000300', null],
  ['sh113050', '1.113050', null],
])('the volume of %s at %s is %p', (code, secid, volume) => {
  expect(quoteOf({}, code, secid)?.volume).toBe(volume);
});

test('a foreign volume counts only if the amount shows that it is in shares', () => {
  const tencent = (parts = {}) =>
    quoteOf({ f14: '腾讯控股', f5: 52_310_700, ...parts }, 'hk00700', '116.00700');
  expect(tencent()?.volume).toBe(52_310_700);
  expect(tencent({ f5: 523_107 })?.volume).toBeNull();
  expect(tencent({ f5: 0, f6: 0 })?.volume).toBe(0);
  expect(tencent({ f6: '-' })?.volume).toBeNull();
});

test('an American share is found at any venue, and the newer of two rows is used', () => {
  const row = eastmoneyRow('106.BABA', { f14: '阿里巴巴' });
  expect(read(eastmoneyAnswer(row), ['usBABA']).get('usBABA')).toMatchObject({
    price: 10.52,
    currency: 'USD',
  });
  const old = eastmoneyRow('105.BABA', { f2: 9.99, f124: 1700000000 });
  for (const rows of [
    [row, old],
    [old, row],
  ]) {
    expect(read(eastmoneyAnswer(...rows), ['usBABA']).get('usBABA')?.price).toBe(10.52);
  }
});

describe('a missing listing', () => {
  test.each([100, 102])('is rc %d', (rc) => {
    expect(read(JSON.stringify({ rc, rt: 1, full: 1, data: null })).size).toBe(0);
  });

  test.each([
    ['without a name', { f14: '-'.repeat(200) }],
    ['with a blank name', { f14: '  ' }],
    ['without a time', { f124: '-' }],
    ['with an invalid time', { f124: 20260930 }],
    ['with a number as name', { f14: 7 }],
    ['of another market', { f13: 1 }],
    ['of another code', { f12: '000626' }],
    ['without a code', { f12: undefined }],
    ['with an object as price', { f2: {} }],
  ])('is a row %s, which does not affect the others', (_what, parts) => {
    const text = eastmoneyAnswer(
      eastmoneyRow('0.000625', parts),
      eastmoneyRow('1.600519', { f14: '贵州茅台' }),
    );
    const quotes = read(text, ['sz000625', 'sh600519']);
    expect([...quotes.keys()]).toEqual(['sh600519']);
  });
});

describe('an invalid answer', () => {
  test.each([
    ['an empty text', ''],
    ['a page', '<html></html>'],
    ['cut JSON', eastmoneyAnswer(eastmoneyRow('0.000625')).slice(0, -20)],
    ['a number', '7'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no data with rc 0', '{"rc":0,"data":null}'],
    ['another rc', '{"rc":1,"data":null}'],
    ['data without rows', '{"rc":0,"data":{"total":0}}'],
    ['no rows', eastmoneyAnswer()],
    ['invalid rows', eastmoneyAnswer(1, null, 'x', [])],
    ['a row that was not requested', eastmoneyAnswer(eastmoneyRow('1.600519'))],
  ])('is %s', (_what, text) => {
    expect(() => read(text)).toThrow(AppError);
    expect(() => read(text)).toThrow(/^eastmoney answered /);
  });
});
