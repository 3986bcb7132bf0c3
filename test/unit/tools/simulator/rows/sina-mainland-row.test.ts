import { mainlandListings as listings } from '../../../../../tools/simulator/listings/mainland.ts';
import { type MarketRow, marketAt } from '../../../../../tools/simulator/market.ts';
import { sinaMainlandRow } from '../../../../../tools/simulator/rows/sina-mainland-row.ts';
import { tencentMainlandRow } from '../../../../../tools/simulator/rows/tencent-mainland-row.ts';

const market = marketAt(
  new Date('2026-09-30T14:10:19+08:00'),
  new Map(listings.map((listing) => [listing.symbol, listing])),
  1,
);

function rowOf(symbol: string): MarketRow {
  const row = market.find(symbol);
  if (row === undefined) throw new Error(`${symbol} is not listed`);
  return row;
}

const fieldsOf = (symbol: string): readonly string[] => sinaMainlandRow(rowOf(symbol)).split(',');
const trading = listings.filter(({ state }) => state === 'trading');

test('a row has 34 fields, or 39 in Beijing', () => {
  for (const { symbol } of trading) {
    expect(fieldsOf(symbol)).toHaveLength(symbol.startsWith('bj') ? 39 : 34);
  }
});

test('name, date, time and status are in the right fields', () => {
  const fields = fieldsOf('sz000876');
  expect([0, 30, 31, 32, 33].map((i) => fields[i])).toEqual(['新 希 望', '2026-09-30', '14:10:19', '00', '']);
});

test('low ≤ open, price ≤ high', () => {
  for (const { symbol } of trading) {
    const [open = 0, , price = 0, high = 0, low = 0] = fieldsOf(symbol).slice(1, 6).map(Number);
    expect(low).toBeLessThanOrEqual(Math.min(open, price));
    expect(high).toBeGreaterThanOrEqual(Math.max(open, price));
  }
});

test('amount over volume over price is about 1, because the volume is in shares', () => {
  for (const { symbol } of trading.filter(({ type }) => type !== 'ZS')) {
    const fields = fieldsOf(symbol).map(Number);
    const ratio = (fields[9] ?? 0) / (fields[8] ?? 0) / (fields[3] ?? 0);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  }
});

test('both providers have the same prices, and the same volume in their own units', () => {
  for (const { symbol } of trading) {
    const sinaFields = fieldsOf(symbol);
    const tencentFields = tencentMainlandRow(rowOf(symbol)).split('~');
    expect([3, 2, 1, 4, 5].map((i) => Number(sinaFields[i]))).toEqual(
      [3, 4, 5, 33, 34].map((i) => Number(tencentFields[i])),
    );
    const countsAlike = /^sh(000|68[89])/.test(symbol);
    const shares = Number(sinaFields[8]);
    expect(Number(tencentFields[6])).toBe(countsAlike ? shares : Math.round(shares / 100));
  }
});

test('a Shanghai index counts lots and has no order book', () => {
  const fields = fieldsOf('sh000001');
  expect(fields.slice(6, 8)).toEqual(['0', '0']);
  expect(fields.slice(10, 30)).toEqual(new Array(20).fill('0'));
  expect(Number(fields[8])).toBe(Math.round(rowOf('sh000001').prices.volume / 100));
  expect(Number(fieldsOf('sz399001')[8])).toBe(rowOf('sz399001').prices.volume);
});

test('a suspended row has status 03, its last price, no open, high or low, and the time 09:00', () => {
  const fields = fieldsOf('sz002731');
  expect(fields.slice(1, 10).map(Number)).toEqual([0, 0.77, 0.77, 0, 0, 0, 0, 0, 0]);
  expect(fields.slice(30)).toEqual(['2026-09-30', '09:00:00', '03', '']);
});

test('delisted and retired codes have an empty row', () => {
  expect(sinaMainlandRow(rowOf('sh600002'))).toBe('');
  expect(sinaMainlandRow(rowOf('bj830799'))).toBe('');
});
