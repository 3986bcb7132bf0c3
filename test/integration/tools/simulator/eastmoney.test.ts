import { type Exchange, startExchange } from '../../../../tools/simulator/exchange.ts';

const afternoon = () => new Date('2026-09-30T14:10:19+08:00');

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange({ now: afternoon });
});
afterAll(() => exchange.close());

async function ask(query: string, path = '/api/qt/ulist.np/get') {
  const response = await fetch(`${exchange.url}${path}?${query}`);
  expect(response.status).toBe(200);
  return JSON.parse(await response.text());
}

const rowsOf = async (secids: string, fields = 'f12,f13,f14', form = '&fltt=2') =>
  (await ask(`invt=2&fields=${fields}&secids=${secids}${form}`)).data?.diff;

test('every market has its number, and every listing its code', async () => {
  const secids = '1.600519,0.000625,0.920118,1.000001,0.000001,116.00700,106.BABA,105.AAPL,107.SPY,106.BRK_B';
  expect(await rowsOf(`${secids},100.HSI,100.NDX,124.HSTECH`)).toEqual([
    { f12: '600519', f13: 1, f14: '贵州茅台' },
    { f12: '000625', f13: 0, f14: '长安汽车' },
    { f12: '920118', f13: 0, f14: '太湖远大' },
    { f12: '000001', f13: 1, f14: '上证指数' },
    { f12: '000001', f13: 0, f14: '平安银行' },
    { f12: '00700', f13: 116, f14: '腾讯控股' },
    { f12: 'BABA', f13: 106, f14: '阿里巴巴' },
    { f12: 'AAPL', f13: 105, f14: '苹果' },
    { f12: 'SPY', f13: 107, f14: '标普500ETF-SPDR' },
    { f12: 'BRK_B', f13: 106, f14: '伯克希尔B' },
    { f12: 'HSI', f13: 100, f14: '恒生指数' },
    { f12: 'NDX', f13: 100, f14: '纳斯达克' },
    { f12: 'HSTECH', f13: 124, f14: '恒生科技指数' },
  ]);
});

test('a listing of New York has data in one of the three markets only', async () => {
  expect(await rowsOf('105.BABA,106.BABA,107.BABA')).toEqual([{ f12: 'BABA', f13: 106, f14: '阿里巴巴' }]);
});

test('unknown, misspelled, delisted and retired listings are omitted', async () => {
  const secids = '0.688688,1.000625,106.BRK.B,106.baba,100.NOPE,1.600002,0.830799,0.000625';
  expect(await rowsOf(secids)).toEqual([{ f12: '000625', f13: 0, f14: '长安汽车' }]);
});

test.each([
  ['only unknown listings', 'fields=f2&secids=1.688688,106.BRK.B'],
  ['no secids', 'fields=f2'],
  ['no fields', 'secids=0.000625'],
  ['unknown fields', 'fields=price&secids=0.000625'],
])('with %s the response is rc 102 without data', async (_what, query) => {
  expect(await ask(query)).toMatchObject({ rc: 102, data: null });
});

test('a row has only the requested fields, in the requested order', async () => {
  const [row] = await rowsOf('0.000625', 'f18,f2,f12,f999');
  expect(Object.keys(row)).toEqual(['f18', 'f2', 'f12']);
});

test('numbers equal those of Tencent, with the volume in lots, or in shares outside the mainland', async () => {
  const fields = 'f2,f3,f4,f5,f15,f16,f17,f18';
  const [changan, tencent] = await rowsOf('0.000625,116.00700', fields);
  const text = await (await fetch(`${exchange.url}/utf8/q=sz000625,r_hk00700`)).text();
  const [mainland = [], hongKong = []] = text.split('\n').map((line) => line.split('~').map(Number));
  const places = [3, 32, 31, 6, 33, 34, 5, 4];
  expect(Object.values(changan)).toEqual(places.map((i) => mainland[i]));
  expect(Object.values(tencent)).toEqual(places.map((i) => hongKong[i]));
});

test('without fltt numbers are integers, scaled by the decimals of the listing or by two for percentages', async () => {
  const secids = '0.000625,1.510300,116.00700,106.BABA';
  const decimal = await rowsOf(secids, 'f1,f2,f3,f4,f18');
  for (const form of ['', '&fltt=1']) {
    const scaled = await rowsOf(secids, 'f1,f2,f3,f4,f18', form);
    decimal.forEach((row: Record<string, number>, i: number) => {
      const power = 10 ** (row.f1 ?? 0);
      expect([scaled[i].f2, scaled[i].f4, scaled[i].f18]).toEqual(
        [row.f2, row.f4, row.f18].map((value) => Math.round((value ?? 0) * power)),
      );
      expect(scaled[i].f3).toBe(Math.round(100 * (row.f3 ?? 0)));
    });
  }
  expect(decimal.map(({ f1 }: Record<string, number>) => f1)).toEqual([2, 3, 3, 3]);
});

test('a suspended listing has dashes, its previous close, and eight o’clock as its time', async () => {
  for (const form of ['&fltt=2', '']) {
    const [row] = await rowsOf('0.002731', 'f2,f3,f4,f5,f6,f15,f16,f17,f18,f124', form);
    expect(Object.values(row).slice(0, 8)).toEqual(new Array(8).fill('-'));
    expect(row.f18).toBe(form === '' ? 77 : 0.77);
    expect(new Date(row.f124 * 1000).toISOString()).toBe('2026-09-30T00:00:00.000Z');
  }
});

test('times are unix seconds of the last trade in every time zone', async () => {
  const rows = await rowsOf('0.000625,116.00700,106.BABA', 'f124,f297');
  expect(rows.map(({ f124 }: Record<string, number>) => new Date((f124 ?? 0) * 1000).toISOString())).toEqual([
    '2026-09-30T06:10:19.000Z',
    '2026-09-30T06:10:19.000Z',
    '2026-09-29T20:00:00.000Z',
  ]);
  expect(rows.map(({ f297 }: Record<string, number>) => f297)).toEqual([20260930, 20260930, 20260929]);
});

test('the older path returns an object with numeric keys, or an array with np=1', async () => {
  const query = 'fltt=2&fields=f12&secids=0.000625,1.600519';
  const older = await ask(query, '/api/qt/ulist/get');
  expect(older.data.diff).toEqual({ '0': { f12: '000625' }, '1': { f12: '600519' } });
  expect((await ask(`${query}&np=1`, '/api/qt/ulist/get')).data.diff).toHaveLength(2);
});

test('commas may be percent-encoded, and a callback wraps the response', async () => {
  expect(await rowsOf('0.000625%2C1.600519', 'f2%2Cf12')).toHaveLength(2);
  const response = await fetch(`${exchange.url}/api/qt/ulist.np/get?cb=take&fields=f12&secids=0.000625`);
  expect(await response.text()).toMatch(/^take\(\{.*\}\);$/);
});

test('every response names its encoding and the simulator', async () => {
  const { headers } = await fetch(`${exchange.url}/api/qt/ulist.np/get?fields=f12&secids=0.000625`);
  expect(headers.get('content-type')).toBe('application/json; charset=UTF-8');
  expect(headers.get('server')).toBe('tickerspan-exchange-simulator');
});
