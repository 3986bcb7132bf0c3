import { type Exchange, startExchange } from '../../../../tools/simulator/exchange.ts';

const afternoon = () => new Date('2026-09-30T14:10:19+08:00');
const gbk = new TextDecoder('gbk', { fatal: true });

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange({ now: afternoon });
});
afterAll(() => exchange.close());

const get = (path: string) => fetch(`${exchange.url}${path}`);

async function textOf(path: string, decoder = gbk): Promise<string> {
  const response = await get(path);
  expect(response.status).toBe(200);
  return decoder.decode(await response.arrayBuffer());
}

test('rows come in GBK, in the requested order, without any Referer', async () => {
  const lines = (await textOf('/q=sz000002,sh000001,sz000001')).trimEnd().split('\n');
  expect(lines.map((line) => line.split('~', 3).join('~'))).toEqual([
    'v_sz000002="51~万  科Ａ~000002',
    'v_sh000001="1~上证指数~000001',
    'v_sz000001="51~平安银行~000001',
  ]);
  for (const line of lines) expect(line).toMatch(/~20260930141019~.*~";$/);
});

test('the same rows come in UTF-8 under /utf8', async () => {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  expect(await textOf('/utf8/q=sz000625,sh600519', utf8)).toBe(await textOf('/q=sz000625,sh600519'));
});

test('every response names its encoding and the simulator', async () => {
  const { headers } = await get('/q=sz000625');
  expect(headers.get('content-type')).toBe('text/html; charset=GBK');
  expect(headers.get('server')).toBe('tickerspan-exchange-simulator');
});

test('commas may be percent-encoded', async () => {
  expect(await textOf('/q=sz000625%2Csh600519')).toBe(await textOf('/q=sz000625,sh600519'));
});

test('unknown codes are omitted', async () => {
  const text = await textOf('/q=sh688688,sz000625,61666');
  expect(text.match(/^v_\w+/gm)).toEqual(['v_sz000625']);
});

test.each(['/q=sh688688', '/q=sh688688,nonsense', '/q='])(
  'if every code is unknown, as in %s, the response says so',
  async (path) => {
    expect(await textOf(path)).toBe('v_pv_none_match="1";\n');
  },
);

test('rows of suspended, delisted and retired codes have that state', async () => {
  const text = await textOf('/q=sz002731,sh600002,bj830799');
  const flags = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('~')[40]);
  expect(flags).toEqual(['S', 'D', 'C']);
});

test('a request line of 900 symbols is accepted, and one of 950 is too long', async () => {
  const ask = (count: number) => get(`/q=${new Array(count).fill('sz000625').join(',')}`);
  expect((await ask(900)).status).toBe(200);
  const refused = await ask(950);
  expect(refused.status).toBe(414);
  expect(refused.headers.get('server')).toBe('tickerspan-exchange-simulator');
  expect((await ask(20_000)).status).toBe(414);
});

test('foreign listings come under the requested key', async () => {
  const text = await textOf('/q=r_hk00700,hkHSI,usBABA,usBRK.B,us.IXIC,usIXIC');
  expect(text.match(/^v_[\w.]+="\d+~[^~]+~[^~]+/gm)).toEqual([
    'v_r_hk00700="100~腾讯控股~00700',
    'v_hkHSI="100~恒生指数~HSI',
    'v_usBABA="200~阿里巴巴~BABA.N',
    'v_usBRK.B="200~伯克希尔B~BRK.B.N',
    'v_us.IXIC="200~纳斯达克~.IXIC',
    'v_usIXIC="200~纳斯达克~.IXIC',
  ]);
});

test('without r_ a row of Hong Kong is delayed by 15 minutes', async () => {
  const [late, real] = (await textOf('/q=hk00700,r_hk00700')).trimEnd().split('\n');
  expect(late).toContain('~2026/09/30 13:55:19~');
  expect(real).toContain('~2026/09/30 14:10:19~');
});

test.each(['usbaba', 'us.BABA', 'usBABA.OQ', 'hk700', 'r_sh600519', 'r_hk99999'])(
  '%s is misspelled and unknown',
  async (key) => {
    expect(await textOf(`/q=${key}`)).toBe('v_pv_none_match="1";\n');
  },
);
