import { tencentUnitedStatesRow } from '../../../../../tools/simulator/rows/tencent-united-states-row.ts';
import { rowOn } from '../../../../support/market-on.ts';

const fieldsOf = (symbol: string, instant = '2026-09-25T15:30:05Z'): readonly string[] =>
  tencentUnitedStatesRow(rowOn(instant, symbol)).split('~');
const numberAt = (fields: readonly string[], i: number): number => Number(fields[i]);

test.each([
  ['usBABA', 'BABA.N', 'GP'],
  ['usAAPL', 'AAPL.OQ', 'GP'],
  ['usBRK.B', 'BRK.B.N', 'GP'],
  ['usSPY', 'SPY.AM', 'GP-ETF'],
  ['us.IXIC', '.IXIC', 'ZS'],
])('%s has the name %s and the type %s', (symbol, code, type) => {
  const fields = fieldsOf(symbol);
  expect(fields).toHaveLength(73);
  expect([0, 2, 35, 40, 56].map((i) => fields[i])).toEqual(['200', code, 'USD', '', type]);
});

test('both names are in the right fields', () => {
  expect([1, 46].map((i) => fieldsOf('usBRK.B')[i])).toEqual([
    '伯克希尔B',
    'Berkshire Hathaway Inc. Class B',
  ]);
});

test.each([
  ['in summer', '2026-09-25T15:30:05Z', '2026-09-25 11:30:05'],
  ['in winter', '2026-11-24T15:30:05Z', '2026-11-24 10:30:05'],
  ['at night in Beijing', '2026-09-25T22:00:00Z', '2026-09-25 16:00:00'],
])('%s the time is New York’s', (_when, instant, stamp) => {
  expect(fieldsOf('usBABA', instant)[30]).toBe(stamp);
});

test('price minus previous close is the change, and amount over volume is about the price', () => {
  for (const symbol of ['usBABA', 'usBRK.A', 'usSPY']) {
    const fields = fieldsOf(symbol);
    const change = numberAt(fields, 3) - numberAt(fields, 4);
    expect(numberAt(fields, 31)).toBeCloseTo(change, 6);
    expect(Math.abs(numberAt(fields, 32) - (100 * change) / numberAt(fields, 4))).toBeLessThan(0.0051);
    expect(Math.abs(numberAt(fields, 37) / numberAt(fields, 36) / numberAt(fields, 3) - 1)).toBeLessThan(0.1);
    expect((numberAt(fields, 62) * numberAt(fields, 3)) / 1e8).toBeCloseTo(numberAt(fields, 45), 3);
  }
});

test('an index has no order book, no earnings and no capital', () => {
  const fields = fieldsOf('us.IXIC');
  expect([9, 10, 19, 38, 39, 44, 45, 47, 53, 62].map((i) => fields[i])).toEqual([
    ...['0', '0', '0'],
    ...['', '', '', '', '', '', ''],
  ]);
});
