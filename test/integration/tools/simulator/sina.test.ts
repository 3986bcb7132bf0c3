import { type Exchange, startExchange } from '../../../../tools/simulator/exchange.ts';

const afternoon = () => new Date('2026-09-30T14:10:19+08:00');
const gb18030 = new TextDecoder('gb18030', { fatal: true });

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange({ now: afternoon });
});
afterAll(() => exchange.close());

const get = (path: string, referer = 'https://finance.sina.com.cn/') =>
  fetch(`${exchange.url}${path}`, { headers: { referer } });

async function textOf(path: string): Promise<string> {
  const response = await get(path);
  expect(response.status).toBe(200);
  return gb18030.decode(await response.arrayBuffer());
}

test('rows come in GB18030, one per line, under the requested key', async () => {
  const text = await textOf('/list=sz000876,sz000002,bj920118');
  expect(text.split('\n').filter(Boolean)).toHaveLength(3);
  expect(text).toMatch(/^var hq_str_sz000876="新 希 望,[\d.,]+,2026-09-30,14:10:19,00,";$/m);
  expect(text).toMatch(/^var hq_str_sz000002="万 {2}科Ａ,/m);
  expect(text).toMatch(/^var hq_str_bj920118="太湖远大,.*,B,T";$/m);
});

test('every response names its encoding and the simulator', async () => {
  const { headers } = await get('/list=sz000876');
  expect(headers.get('content-type')).toBe('application/javascript; charset=GB18030');
  expect(headers.get('server')).toBe('tickerspan-exchange-simulator');
});

test.each([
  '/?list=sz000625',
  '/rn=1790755897&list=sz000625',
  '/list=sz000625&rn=3',
  '/list=sz000625%2Csh600519',
])('%s is accepted too', async (path) => {
  expect(await textOf(path)).toContain('var hq_str_sz000625="长安汽车,');
});

test.each([undefined, '', 'https://example.com/'])('the Referer %p is forbidden', async (referer) => {
  const headers = referer === undefined ? {} : { referer };
  const response = await fetch(`${exchange.url}/list=sz000625`, { headers });
  expect(response.status).toBe(403);
  expect(await response.text()).toBe('Kinsoku jikou desu!');
});

test('unlisted, delisted and retired codes have empty rows', async () => {
  const text = await textOf('/list=sh688688,sh600002,bj830799,hk00009,gb_brk.b,gb_zzzz');
  for (const symbol of ['sh688688', 'sh600002', 'bj830799', 'hk00009', 'gb_brk.b', 'gb_zzzz']) {
    expect(text).toContain(`var hq_str_${symbol}="";\n`);
  }
});

test.each(['000625', '600519sh', '61666', 'SZ000625', ''])(
  'one malformed token, %p, voids the whole batch',
  async (token) => {
    expect(await textOf(`/list=sz000625,${token}`)).toBe('var hq_str_sys_auth="FAILED";');
  },
);

test('rows come in an order that differs from the request but never changes', async () => {
  const symbols = [
    'sh600519',
    'sz000625',
    'sz300832',
    'sz300024',
    'sz000591',
    'sh601988',
    'sh600030',
    'sz300750',
  ];
  const keysOf = async () =>
    [...(await textOf(`/list=${symbols.join(',')}`)).matchAll(/hq_str_(\w+)=/g)].map((match) => match[1]);
  const keys = await keysOf();
  expect(keys).not.toEqual(symbols);
  expect(keys.toSorted()).toEqual(symbols.toSorted());
  expect(await keysOf()).toEqual(keys);
});

test('foreign listings come under the requested key', async () => {
  const text = await textOf('/list=hk00700,rt_hk00700,hkHSI,gb_baba,gb_brk$b,gb_ixic');
  expect(text).toMatch(/^var hq_str_rt_hk00700="TENCENT,腾讯控股,.*,2026\/09\/30,14:10:19,1";$/m);
  expect(text).toMatch(/^var hq_str_hkHSI="Hang Seng Index,恒生指数,.*,2026\/09\/30,13:55";$/m);
  expect(text).toMatch(/^var hq_str_gb_baba="阿里巴巴,.*,2026-09-30 14:10:19,.*,Sep 29 04:00PM EDT,/m);
  expect(text).toMatch(/^var hq_str_gb_brk\$b="伯克希尔B,/m);
  expect(text).toMatch(/^var hq_str_gb_ixic="纳斯达克,.*,--,/m);
});

test('without rt_ a row of Hong Kong is delayed by 15 minutes', async () => {
  expect(await textOf('/list=hk00700')).toMatch(/,2026\/09\/30,13:55";\n$/);
});
