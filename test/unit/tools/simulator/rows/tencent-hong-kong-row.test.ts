import { tencentHongKongRow } from '../../../../../tools/simulator/rows/tencent-hong-kong-row.ts';
import { rowOn } from '../../../../support/market-on.ts';

const afternoon = '2026-10-07T14:10:19+08:00';
const fieldsOf = (symbol: string, instant = afternoon): readonly string[] =>
  tencentHongKongRow(rowOn(instant, symbol)).split('~');
const numberAt = (fields: readonly string[], i: number): number => Number(fields[i]);

test('a row has the market, both names, code, currency, type, and Hong Kong time with slashes', () => {
  const fields = fieldsOf('hk00700');
  expect(fields).toHaveLength(78);
  expect([0, 1, 2, 30, 40, 46, 63, 75].map((i) => fields[i])).toEqual([
    '100',
    '腾讯控股',
    '00700',
    '2026/10/07 14:10:19',
    '',
    'TENCENT',
    'GP',
    'HKD',
  ]);
});

test('price minus previous close is the change, and the percentage matches', () => {
  for (const symbol of ['hk00700', 'hk09988', 'hkHSI']) {
    const fields = fieldsOf(symbol);
    const change = numberAt(fields, 3) - numberAt(fields, 4);
    expect(numberAt(fields, 31)).toBeCloseTo(change, 6);
    expect(Math.abs(numberAt(fields, 32) - (100 * change) / numberAt(fields, 4))).toBeLessThan(0.0051);
    expect(numberAt(fields, 34)).toBeLessThanOrEqual(Math.min(numberAt(fields, 3), numberAt(fields, 5)));
    expect(numberAt(fields, 33)).toBeGreaterThanOrEqual(Math.max(numberAt(fields, 3), numberAt(fields, 5)));
  }
});

test('amount over volume is about the price, because the volume is in shares', () => {
  const fields = fieldsOf('hk00700');
  expect(Math.abs(numberAt(fields, 37) / numberAt(fields, 36) / numberAt(fields, 3) - 1)).toBeLessThan(0.1);
  expect([6, 29].map((i) => fields[i])).toEqual([fields[36], fields[36]]);
  expect((numberAt(fields, 69) * numberAt(fields, 3)) / 1e8).toBeCloseTo(numberAt(fields, 44), 3);
});

test('an index has its amount in ten thousands', () => {
  const fields = fieldsOf('hkHSI');
  expect([2, 63, 69].map((i) => fields[i])).toEqual(['HSI', 'ZS', '0.00']);
  expect(numberAt(fields, 37)).toBeCloseTo(rowOn(afternoon, 'hkHSI').prices.amount / 10_000, 2);
  expect(numberAt(fields, 36)).toBeCloseTo(numberAt(fields, 37), 2);
});

test('the closing auction makes a different price than the session, but a close one', () => {
  const before = fieldsOf('hk00700', '2026-10-07T16:07:00+08:00');
  const after = fieldsOf('hk00700', '2026-10-07T16:09:00+08:00');
  expect([before[30], after[30]]).toEqual(['2026/10/07 16:00:00', '2026/10/07 16:08:22']);
  expect(before[3]).not.toBe(after[3]);
  expect(Math.abs(numberAt(before, 3) / numberAt(after, 3) - 1)).toBeLessThan(0.01);
});
