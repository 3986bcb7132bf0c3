import { mainlandListings as listings } from '../../../../../tools/simulator/listings/mainland.ts';
import { type MarketRow, marketAt } from '../../../../../tools/simulator/market.ts';
import { tencentMainlandRow } from '../../../../../tools/simulator/rows/tencent-mainland-row.ts';

const bySymbol = new Map(listings.map((listing) => [listing.symbol, listing]));
const afternoon = new Date('2026-09-30T14:10:19+08:00');
const tradingSymbols = listings.filter(({ state }) => state === 'trading').map(({ symbol }) => symbol);

function rowOf(symbol: string, now = afternoon): MarketRow {
  const row = marketAt(now, bySymbol, 1).find(symbol);
  if (row === undefined) throw new Error(`${symbol} is not listed`);
  return row;
}

const fieldsOf = (symbol: string, now?: Date): readonly string[] =>
  tencentMainlandRow(rowOf(symbol, now)).split('~');

const numberAt = (fields: readonly string[], i: number): number => Number(fields[i]);

test('every row has 88 fields', () => {
  for (const { symbol } of listings) expect(fieldsOf(symbol)).toHaveLength(88);
});

test('price minus previous close is the change, and the percentage matches', () => {
  for (const symbol of tradingSymbols) {
    const fields = fieldsOf(symbol);
    const change = numberAt(fields, 3) - numberAt(fields, 4);
    expect(numberAt(fields, 31)).toBeCloseTo(change, 6);
    expect(Math.abs(numberAt(fields, 32) - (100 * change) / numberAt(fields, 4))).toBeLessThan(0.0051);
  }
});

test('amount over volume over price is about 100, or 1 for STAR, which counts shares', () => {
  for (const symbol of tradingSymbols.filter((each) => bySymbol.get(each)?.type !== 'ZS')) {
    const fields = fieldsOf(symbol);
    const ratio = (10_000 * numberAt(fields, 57)) / numberAt(fields, 6) / numberAt(fields, 3);
    expect(Math.abs(ratio / (/^sh68[89]/.test(symbol) ? 1 : 100) - 1)).toBeLessThan(0.1);
  }
});

test('the amount is the same in yuan, in tens of thousands, and with four decimals', () => {
  for (const symbol of tradingSymbols) {
    const fields = fieldsOf(symbol);
    const [price, volume, amount] = fields[35]?.split('/') ?? [];
    expect([price, volume]).toEqual([fields[3], fields[6]]);
    expect(Math.abs(10_000 * numberAt(fields, 57) - Number(amount))).toBeLessThan(1.01);
    expect(Math.abs(10_000 * numberAt(fields, 37) - Number(amount))).toBeLessThanOrEqual(5000);
    expect(numberAt(fields, 7) + numberAt(fields, 8)).toBe(
      bySymbol.get(symbol)?.type === 'ZS' ? 0 : numberAt(fields, 6),
    );
  }
});

test('a row has the market, name, code, board, currency and Shanghai time', () => {
  const fields = fieldsOf('sz000625');
  expect([0, 1, 2, 30, 40, 61, 82].map((i) => fields[i])).toEqual([
    '51',
    '长安汽车',
    '000625',
    '20260930141019',
    '',
    'GP-A',
    'CNY',
  ]);
  expect(fieldsOf('sh600519')[0]).toBe('1');
  expect(fieldsOf('bj920118')[0]).toBe('62');
});

test('shares times price is the capital, and the limits are those of the board', () => {
  const fields = fieldsOf('sz300832');
  expect((numberAt(fields, 73) * numberAt(fields, 3)) / 1e8).toBeCloseTo(numberAt(fields, 45), 1);
  expect(numberAt(fields, 47) / numberAt(fields, 4)).toBeCloseTo(1.2, 3);
  expect(numberAt(fields, 48) / numberAt(fields, 4)).toBeCloseTo(0.8, 3);
});

test('an index has no limits, no order book and type ZS', () => {
  const fields = fieldsOf('sh000001');
  expect([47, 48, 61, 7, 9, 10, 19].map((i) => fields[i])).toEqual([
    '-1',
    '-1',
    'ZS',
    '0',
    '0.00',
    '0',
    '0.00',
  ]);
  expect(numberAt(fields, 6)).toBeGreaterThan(1e7);
});

test('a fund has three decimals', () => {
  const fields = fieldsOf('sh510300');
  for (const i of [3, 4, 5, 9, 19, 31, 33, 34, 47, 48]) expect(fields[i]).toMatch(/^-?\d+\.\d{3}$/);
});

test.each([
  ['sz002731', 'S', '0.77', '20260930141019'],
  ['sh600002', 'D', '0.00', '20260930091000'],
  ['bj830799', 'C', '34.28', '20260930090000'],
])(
  '%s, which does not trade, has the flag %s and the time %s, without volume',
  (symbol, flag, price, stamp) => {
    const fields = fieldsOf(symbol);
    expect([40, 3, 4, 30].map((i) => fields[i])).toEqual([flag, price, price, stamp]);
    expect([5, 6, 31, 32, 33, 34, 36, 37].map((i) => Number(fields[i]))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(fields[35]).toBe(`${price}/0/0`);
  },
);

test('on a holiday, the row is that of the last session at 15:00', () => {
  const holiday = fieldsOf('sh600519', new Date('2026-10-06T10:00:00+08:00'));
  expect(holiday[30]).toBe('20260930150000');
  expect(holiday).toEqual(fieldsOf('sh600519', new Date('2026-09-30T15:00:00+08:00')));
});

test('no row has a time in the future', () => {
  const justOpened = new Date('2026-09-30T09:30:00+08:00');
  for (const { symbol } of listings)
    expect(Number(fieldsOf(symbol, justOpened)[30])).toBeLessThanOrEqual(20260930093000);
});
