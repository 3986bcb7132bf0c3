import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Exchange, startExchange } from '../../../../tools/simulator/exchange.ts';

let exchange: Exchange;
beforeEach(async () => {
  exchange = await startExchange();
});
afterEach(() => exchange.close());

const put = (path: string, body: string) => fetch(`${exchange.url}${path}`, { method: 'PUT', body });

test('requests are recorded with provider, path and symbols', async () => {
  await fetch(`${exchange.url}/q=sz000625%2Csh600519`);
  await fetch(`${exchange.url}/list=sz300832`);
  expect(exchange.requests).toEqual([
    { provider: 'tencent', path: '/q=sz000625%2Csh600519', symbols: ['sz000625', 'sh600519'] },
    { provider: 'sina', path: '/list=sz300832', symbols: ['sz300832'] },
  ]);
});

const nothing = { requests: 0, tickers: 0 };
const untouched = {
  tencent: nothing,
  sina: nothing,
  eastmoney: nothing,
  'tencent-history': nothing,
  'eastmoney-history': nothing,
};

test('requests and their tickers are counted by provider until the counts are reset', async () => {
  await fetch(`${exchange.url}/q=sz000625,hk00700`);
  await fetch(`${exchange.url}/q=sz000625`);
  await fetch(`${exchange.url}/api/qt/ulist.np/get?fields=f2&secids=0.000625,106.BABA,1.688688`);
  await fetch(`${exchange.url}/appstock/app/fqkline/get?param=sz000625,day,,,3,`);
  await fetch(`${exchange.url}/api/qt/stock/kline/get?secid=0.000625`);
  const tallies = {
    ...untouched,
    tencent: { requests: 2, tickers: 3 },
    eastmoney: { requests: 1, tickers: 3 },
    'tencent-history': { requests: 1, tickers: 1 },
    'eastmoney-history': { requests: 1, tickers: 1 },
  };
  expect(await (await fetch(`${exchange.url}/_requests`)).json()).toEqual(tallies);
  expect(exchange.tallies()).toEqual(tallies);
  expect((await fetch(`${exchange.url}/_requests`, { method: 'DELETE' })).status).toBe(204);
  expect(await (await fetch(`${exchange.url}/_requests`)).json()).toEqual(untouched);
  expect(exchange.requests).toEqual([]);
});

test('requests that fail count too', async () => {
  exchange.setFault('tencent', 'error');
  await fetch(`${exchange.url}/q=sz000625`);
  expect(exchange.tallies().tencent).toEqual({ requests: 1, tickers: 1 });
  exchange.forgetRequests();
  expect(exchange.tallies()).toEqual(untouched);
});

test('all providers can be made to fail together and to recover', async () => {
  const paths = [
    '/q=sz000625',
    '/list=sz000625',
    '/api/qt/ulist.np/get?fields=f2&secids=0.000625',
    '/appstock/app/fqkline/get?param=sz000625,day,,,3,',
    '/api/qt/stock/kline/get?secid=0.000625',
  ];
  const headers = { referer: 'https://finance.sina.com.cn' };
  const statuses = () =>
    Promise.all(paths.map(async (path) => (await fetch(`${exchange.url}${path}`, { headers })).status));
  expect((await put('/_faults/all', 'error')).status).toBe(204);
  expect(await statuses()).toEqual([500, 500, 500, 500, 500]);
  expect((await put('/_faults/all', 'none')).status).toBe(204);
  expect(await statuses()).toEqual([200, 200, 200, 200, 200]);
});

test('a history has its own fault', async () => {
  expect((await put('/_faults/tencent-history', 'error')).status).toBe(204);
  const history = await fetch(`${exchange.url}/appstock/app/fqkline/get?param=sz000625,day,,,3,`);
  expect(history.status).toBe(500);
  expect((await fetch(`${exchange.url}/q=sz000625`)).status).toBe(200);
});

test('a fault can be switched on and off over HTTP', async () => {
  expect((await put('/_faults/tencent', 'error\n')).status).toBe(204);
  expect((await fetch(`${exchange.url}/q=sz000625`)).status).toBe(500);
  expect((await put('/_faults/tencent', 'none')).status).toBe(204);
  expect((await fetch(`${exchange.url}/q=sz000625`)).status).toBe(200);
});

test.each([
  [
    '/_faults/yahoo',
    'error',
    'There is no provider yahoo. Use tencent, sina, eastmoney, tencent-history, eastmoney-history or all.\n',
  ],
  [
    '/_faults/toString',
    'error',
    'There is no provider toString. Use tencent, sina, eastmoney, tencent-history, eastmoney-history or all.\n',
  ],
  [
    '/_faults/sina',
    'sulk',
    'There is no such fault. Use none, refuse, forbid, hang, empty, blank, truncate, garbage, html, slow, drop, huge, error.\n',
  ],
])('PUT %s with %s is answered with the valid names', async (path, fault, sentence) => {
  const response = await put(path, fault);
  expect(response.status).toBe(400);
  expect(await response.text()).toBe(sentence);
});

test.each([
  ['GET', '/'],
  ['GET', '/favicon.ico'],
  ['GET', '/xq=sz000625'],
  ['GET', '/_faults/sina'],
  ['POST', '/q=sz000625'],
  ['DELETE', '/_faults/sina'],
  ['GET', '/api/qt/stock/get?secid=0.000625'],
  ['GET', '/appstock/app/kline/kline?param=sz000625,day,,,3,'],
])('%s %s is not found and does not count as a request to a provider', async (method, path) => {
  const response = await fetch(`${exchange.url}${path}`, { method });
  expect(response.status).toBe(404);
  expect(response.headers.get('server')).toBe('tickerspan-exchange-simulator');
  expect(exchange.requests).toEqual([]);
});

test('a broken percent-encoding is an unknown code, not a crash', async () => {
  const response = await fetch(`${exchange.url}/q=%E0%A4%A`);
  expect(await response.text()).toBe('v_pv_none_match="1";\n');
});

test('invalid HTTP is answered by 400 with the simulator’s name', async () => {
  const socket = connect(Number(new URL(exchange.url).port), '127.0.0.1');
  socket.end('nonsense\r\n\r\n');
  expect(await text(socket)).toMatch(/^HTTP\/1.1 400 .*\r\nServer: tickerspan-exchange-simulator\r\n/);
});

test('the clock, the listings and the seed can be configured', async () => {
  const rowWith = async (seed: number): Promise<string> => {
    await using chosen = await startExchange({
      seed,
      now: () => new Date('2026-09-30T10:00:00+08:00'),
      listings: [
        {
          symbol: 'sz000625',
          name: '长安',
          type: 'GP-A',
          referencePrice: 500,
          shares: 1e9,
          state: 'trading',
        },
      ],
    });
    return (await fetch(`${chosen.url}/utf8/q=sh600519,sz000625`)).text();
  };
  const row = await rowWith(7);
  expect(row).toMatch(/^v_sz000625="51~长安~000625~.*~20260930100000~.*~";\n$/);
  expect(await rowWith(7)).toBe(row);
  expect(await rowWith(8)).not.toBe(row);
});

test('a port that is in use is an error, and closing twice is not', async () => {
  const port = Number(new URL(exchange.url).port);
  await expect(startExchange({ port })).rejects.toThrow('EADDRINUSE');
  await exchange.close();
  await exchange.close();
});

test('closing does not wait for connections that send nothing or invalid data', async () => {
  const port = Number(new URL(exchange.url).port);
  await using silent = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await using rude = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  silent.on('error', () => {});
  rude.on('error', () => {});
  rude.write('nonsense\r\n\r\n');
  await Promise.all([once(silent, 'connect'), once(rude, 'data')]);
  await exchange.close();
});
