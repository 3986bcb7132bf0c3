import { sinaHongKongRow } from '../../../../../tools/simulator/rows/sina-hong-kong-row.ts';
import { sinaUnitedStatesRow } from '../../../../../tools/simulator/rows/sina-united-states-row.ts';
import { tencentHongKongRow } from '../../../../../tools/simulator/rows/tencent-hong-kong-row.ts';
import { tencentUnitedStatesRow } from '../../../../../tools/simulator/rows/tencent-united-states-row.ts';
import { rowOn } from '../../../../support/market-on.ts';

const hongKong = rowOn('2026-10-07T14:10:19+08:00', 'hk00700');
const hongKongFields = (timeliness: 'real-time' | 'delayed') =>
  sinaHongKongRow(hongKong, timeliness).split(',');
const newYorkFields = (instant: string, symbol = 'usBABA') =>
  sinaUnitedStatesRow(rowOn(instant, symbol)).split(',');

const inSession = '2026-10-06T15:30:05Z';

test('the late row of Hong Kong has its time in minutes, and the current row in seconds', () => {
  expect(hongKongFields('delayed').slice(15).slice(2)).toEqual(['2026/10/07', '14:10']);
  expect(hongKongFields('real-time').slice(17)).toEqual(['2026/10/07', '14:10:19', '1']);
  expect(hongKongFields('delayed').slice(0, 2)).toEqual(['TENCENT', '腾讯控股']);
});

test('Hong Kong’s open, previous close, high, low, price, change, volume and amount equal Tencent’s', () => {
  const tencent = tencentHongKongRow(hongKong).split('~').map(Number);
  const sina = hongKongFields('real-time').map(Number);
  expect([2, 3, 4, 5, 6, 7, 12].map((i) => sina[i])).toEqual(
    [5, 4, 33, 34, 3, 31, 36].map((i) => tencent[i]),
  );
  expect(sina[11]).toBeCloseTo(tencent[37] ?? 0, 2);
});

test('New York’s price, previous close, open, high, low, change and volume equal Tencent’s', () => {
  const tencent = tencentUnitedStatesRow(rowOn(inSession, 'usBABA')).split('~').map(Number);
  const sina = newYorkFields(inSession).map(Number);
  expect(newYorkFields(inSession)).toHaveLength(36);
  expect([1, 26, 5, 6, 7, 4, 10, 2].map((i) => sina[i])).toEqual(
    [3, 4, 5, 33, 34, 31, 36, 32].map((i) => tencent[i]),
  );
  expect((sina[12] ?? 0) / (sina[19] ?? 1)).toBeCloseTo(sina[1] ?? 0, 2);
});

test('in the session, the answer has Beijing time, the trade New York time, and there is no trade outside', () => {
  const fields = newYorkFields(inSession);
  expect([3, 21, 24, 25, 29].map((i) => fields[i])).toEqual([
    '2026-10-06 23:30:05',
    '0.0000',
    '',
    'Oct 06 11:30AM EDT',
    '2026',
  ]);
});

test.each([
  ['before the opening', '2026-10-07T09:37:00Z', 'Oct 07 05:37AM EDT', 'Oct 06 04:00PM EDT'],
  ['after the close', '2026-12-01T22:15:00Z', 'Dec 01 05:15PM EST', 'Dec 01 04:00PM EST'],
  ['at midnight', '2026-12-02T04:59:00Z', 'Dec 01 07:59PM EST', 'Dec 01 04:00PM EST'],
])('%s the trade outside the session has its own price and time', (_when, instant, outside, inside) => {
  const fields = newYorkFields(instant);
  expect([24, 25].map((i) => fields[i])).toEqual([outside, inside]);
  const [price, extended] = [Number(fields[1]), Number(fields[21])];
  expect(extended).not.toBe(0);
  expect(Math.abs(Number(fields[22]) - (100 * (extended - price)) / price)).toBeLessThan(0.0051);
});

test('an index has no price-earnings ratio, no capital and no trade outside the session', () => {
  const fields = newYorkFields('2026-10-07T09:37:00Z', 'us.IXIC');
  expect([12, 14, 19, 21, 24].map((i) => fields[i])).toEqual(['0', '--', '0', '0.0000', '']);
});

test('at New Year, the year is that of the answer, not of the trade', () => {
  const fields = newYorkFields('2027-01-01T15:00:00Z');
  expect([25, 29].map((i) => fields[i])).toEqual(['Dec 31 04:00PM EST', '2027']);
});
