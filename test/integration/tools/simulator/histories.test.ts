import { type Exchange, startExchange } from '../../../../tools/simulator/exchange.ts';

const afternoon = () => new Date('2026-09-30T14:10:19+08:00');

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange({ now: afternoon });
});
afterAll(() => exchange.close());

async function json(path: string) {
  const response = await fetch(`${exchange.url}${path}`);
  expect(response.status).toBe(200);
  return JSON.parse(await response.text());
}

const tencent = (param: string, path = 'fqkline') => json(`/appstock/app/${path}/get?param=${param}`);
const eastmoney = (query: string) => json(`/api/qt/stock/kline/get?fields1=f1,f2,f3,f4,f5,f6&${query}`);
const columns = 'fields2=f51,f52,f53,f54,f55,f56,f57,f58,f59,f60,f61';

describe('tencent', () => {
  test('the requested bars are under the key day as date, open, close, high, low, volume', async () => {
    const answer = await tencent('sz000625,day,2021-11-15,2021-11-18,20,');
    expect(answer).toMatchObject({ code: 0, msg: '' });
    const rows: string[][] = answer.data.sz000625.day;
    expect(rows.map(([date]) => date)).toEqual(['2021-11-15', '2021-11-16', '2021-11-17', '2021-11-18']);
    for (const row of rows) {
      expect(row.slice(1).join(' ')).toMatch(/^(\d+\.\d\d ){4}\d+\.000$/);
      const [open = 0, close = 0, high = 0, low = 0] = row.slice(1).map(Number);
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
    }
  });

  test('a longer span returns the last bars, and a missing end means now', async () => {
    const { data } = await tencent('sh600519,day,,,2,');
    expect(data.sh600519.day.map(([date]: string[]) => date)).toEqual(['2026-09-29', '2026-09-30']);
    expect((await tencent('sh600519,day,2000-01-01,,2000,')).data.sh600519.day).toHaveLength(640);
  });

  test('the last bar equals the current quote, with the quote’s unit of volume', async () => {
    for (const symbol of ['sz000625', 'sh688981', 'sh000001']) {
      const fields = (await (await fetch(`${exchange.url}/utf8/q=${symbol}`)).text()).split('~');
      const [bar] = (await tencent(`${symbol},day,,,1,`)).data[symbol].day;
      expect([2, 1, 3, 4, 5].map((i) => Number(bar[i]))).toEqual(
        [3, 5, 33, 34, 6].map((i) => Number(fields[i])),
      );
    }
  });

  test('Hong Kong has its own path, and counts volume in shares', async () => {
    const fields = (await (await fetch(`${exchange.url}/utf8/q=r_hk00700`)).text()).split('~');
    const [bar] = (await tencent('hk00700,day,,,1,', 'hkfqkline')).data.hk00700.day;
    expect([Number(bar[2]), Number(bar[5])]).toEqual([Number(fields[3]), Number(fields[6])]);
    expect((await tencent('hkHSI,day,,,1,', 'hkfqkline')).data.hkHSI.day).toHaveLength(1);
  });

  test('a share of New York needs its venue, or only two bars are returned', async () => {
    const ask = async (key: string) => (await tencent(`${key},day,,,9,`, 'usfqkline')).data[key].day;
    expect(await ask('usBABA.N')).toHaveLength(9);
    expect(await ask('usBRK.B.N')).toHaveLength(9);
    expect(await ask('usBABA')).toHaveLength(2);
    expect(await ask('usBABA.OQ')).toEqual([]);
    expect(await ask('us.IXIC')).toHaveLength(9);
  });

  test('adjusted bars are under another key with other prices, except for an index', async () => {
    const closes = async (param: string, symbol: string, key: string) =>
      (await tencent(param)).data[symbol][key].map((row: string[]) => row[2]);
    const span = 'day,2021-11-15,2021-11-18,20';
    const plain = await closes(`sz000625,${span},`, 'sz000625', 'day');
    const forward = await closes(`sz000625,${span},qfq`, 'sz000625', 'qfqday');
    const backward = await closes(`sz000625,${span},hfq`, 'sz000625', 'hfqday');
    expect(Number(forward[0])).toBeLessThan(Number(plain[0]));
    expect(Number(backward[0])).toBeGreaterThan(Number(plain[0]));
    expect(await closes(`sh000001,${span},qfq`, 'sh000001', 'day')).toHaveLength(4);
  });

  test.each(['sh688688', 'bj920118', 'hk99999'])('%s has no bars', async (symbol) => {
    expect((await tencent(`${symbol},day,,,5,`)).data[symbol].day).toEqual([]);
  });

  test('days before the listing or without trade have no bars', async () => {
    expect((await tencent('sz300832,day,2020-01-01,2020-02-11,9,')).data.sz300832.day).toEqual([]);
    expect((await tencent('sz300832,day,2026-10-01,2026-10-07,9,')).data.sz300832.day).toEqual([]);
  });

  test.each([
    ['fqkline', 'sz000625,day,2021-11-15,2021-11-18,2001,'],
    ['fqkline', 'sz000625,day,2021-11-15,2021-11-18,0,'],
    ['fqkline', 'sz000625,day,2021-11-15,2021-11-18,,'],
    ['fqkline', 'sz000625,day,yesterday,2021-11-18,20,'],
    ['fqkline', 'sz000625,hour,2021-11-15,2021-11-18,20,'],
    ['fqkline', 'sz000625,day,2021-11-15,2021-11-18,20,constructor'],
    ['fqkline', 'r_hk00700,day,,,5,'],
    ['fqkline', 's_sh600519,day,,,5,'],
    ['fqkline', '000625,day,,,5,'],
    ['hkfqkline', 'sz000625,day,,,5,'],
    ['fqkline', ''],
  ])('%s with %s is a param error with the code of a success', async (path, param) => {
    expect(await tencent(param, path)).toEqual({ code: 0, msg: 'param error', data: [] });
  });

  test('with _var the response is a statement', async () => {
    const path = '/appstock/app/fqkline/get?_var=bars&param=sz000625,day,,,1,';
    expect(await (await fetch(`${exchange.url}${path}`)).text()).toMatch(/^bars=\{"code":0,.*\}$/);
  });
});

describe('eastmoney', () => {
  const span = 'klt=101&fqt=0&beg=20211115&end=20211118&lmt=20';

  test('a bar has as many columns as fields2 names', async () => {
    const { rc, data } = await eastmoney(`secid=0.000625&${span}&${columns}`);
    expect(rc).toBe(0);
    expect(data).toMatchObject({ code: '000625', market: 0, name: '长安汽车', decimal: 2 });
    expect(data.klines).toHaveLength(4);
    for (const line of data.klines) {
      expect(line).toMatch(
        /^2021-11-1\d(,\d+\.\d\d){4},\d+,\d+\.\d\d,\d+\.\d\d,-?\d+\.\d\d,-?\d+\.\d\d,\d+\.\d\d$/,
      );
    }
    const closes = await eastmoney(`secid=0.000625&${span}&fields2=f51,f53`);
    expect(closes.data.klines).toEqual(
      data.klines.map((line: string) => [0, 2].map((i) => line.split(',')[i]).join(',')),
    );
  });

  test('both histories have the same days, prices and volumes', async () => {
    const { data } = await eastmoney(`secid=0.000625&${span}&${columns}`);
    const { day } = (await tencent('sz000625,day,2021-11-15,2021-11-18,20,')).data.sz000625;
    expect(data.klines.map((line: string) => line.split(',').slice(0, 6))).toEqual(
      day.map((row: string[]) => [...row.slice(0, 5), String(Number(row[5]))]),
    );
  });

  test('the change refers to the previous bar, or to preKPrice for the first', async () => {
    const { data } = await eastmoney(`secid=0.000625&${span}&${columns}`);
    let before = data.preKPrice;
    for (const line of data.klines) {
      const cells = line.split(',').map(Number);
      expect(cells[9]).toBeCloseTo(cells[2] - before, 6);
      expect(Math.abs(cells[8] - (100 * cells[9]) / before)).toBeLessThan(0.0051);
      before = cells[2];
    }
  });

  test('lmt returns the last bars, and 0 means no limit', async () => {
    const { data } = await eastmoney('secid=106.BRK_B&klt=101&fqt=0&beg=0&end=20211118&lmt=2&fields2=f51');
    expect(data.klines).toEqual(['2021-11-17', '2021-11-18']);
  });

  test('prices outside the mainland have three decimals', async () => {
    const { data } = await eastmoney(`secid=116.00700&${span}&fields2=f53`);
    expect(data.decimal).toBe(3);
    for (const line of data.klines) expect(line).toMatch(/^\d+\.\d{3}$/);
  });

  test('fqt adjusts prices', async () => {
    const closes = async (fqt: number) =>
      (await eastmoney(`secid=0.000625&klt=101&fqt=${fqt}&beg=20211118&end=20211118&fields2=f53`)).data
        .klines[0];
    expect(Number(await closes(1))).toBeLessThan(Number(await closes(0)));
    expect(Number(await closes(2))).toBeGreaterThan(Number(await closes(0)));
  });

  test.each(['1.688688', '0.830799', '105.BABA', 'nonsense', ''])(
    '%p is rc 100 without data',
    async (secid) => {
      expect(await eastmoney(`secid=${secid}&${span}&${columns}`)).toMatchObject({ rc: 100, data: null });
    },
  );

  test('a delisted share keeps its bars', async () => {
    const { data } = await eastmoney('secid=1.600002&klt=101&fqt=0&beg=0&end=20500101&lmt=1&fields2=f51');
    expect(data.klines).toEqual(['2006-04-21']);
  });

  test.each(['klt=5&fields2=f51', 'klt=101', 'klt=101&fields2=f51&beg=2021'])(
    'with %s the parameters are invalid: rc 102 without data',
    async (query) => {
      expect(await eastmoney(`secid=0.000625&${query}`)).toMatchObject({ rc: 102, data: null });
    },
  );
});
