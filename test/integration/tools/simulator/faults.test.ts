import {
  type Exchange,
  type Fault,
  type ProviderName,
  startExchange,
} from '../../../../tools/simulator/exchange.ts';

const paths = {
  tencent: '/utf8/q=sz000625,sh600519',
  sina: '/list=sz000625,sh600519',
  eastmoney: '/api/qt/ulist.np/get?fltt=2&fields=f2,f12&secids=0.000625,1.600519',
  'tencent-history': '/appstock/app/fqkline/get?param=sz000625,day,2021-11-01,2021-11-18,20,',
  'eastmoney-history':
    '/api/qt/stock/kline/get?secid=0.000625&klt=101&fqt=0&beg=20211101&end=20211118&fields2=f51,f53',
} satisfies Record<ProviderName, string>;
const providers = Object.keys(paths) as ProviderName[];

let exchange: Exchange;
beforeEach(async () => {
  exchange = await startExchange({ now: () => new Date('2026-09-30T14:10:19+08:00') });
});
afterEach(() => exchange.close());

const get = (provider: ProviderName, init: RequestInit = {}) =>
  fetch(`${exchange.url}${paths[provider]}`, {
    headers: { referer: 'https://finance.sina.com.cn' },
    ...init,
  });

async function getWith(provider: ProviderName, fault: Fault) {
  exchange.setFault(provider, fault);
  const response = await get(provider);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { response, bytes, text: bytes.toString('latin1') };
}

async function untilSeen(count: number): Promise<void> {
  while (exchange.requests.length < count) await new Promise(setImmediate);
}

describe.each(providers)('%s', (provider) => {
  test.each([
    ['forbid', 403],
    ['error', 500],
    ['html', 200],
  ] as const)('with the fault %s answers %i with a page', async (fault, status) => {
    const { response, text } = await getWith(provider, fault);
    expect(response.status).toBe(status);
    expect(text).toMatch(/^<!DOCTYPE html>/);
    expect(response.headers.get('server')).toBe('tickerspan-exchange-simulator');
  });

  test('with the fault truncate ends in the middle of its last row', async () => {
    const { bytes: whole } = await getWith(provider, 'none');
    const { response, bytes: cut } = await getWith(provider, 'truncate');
    expect(response.status).toBe(200);
    expect(whole.subarray(0, cut.length).equals(cut)).toBe(true);
    expect(cut.length).toBeLessThan(whole.length);
    if (provider === 'tencent' || provider === 'sina') {
      expect(cut.toString('latin1').match(/";\n/g)).toHaveLength(1);
      expect(cut.toString('latin1')).not.toMatch(/";\n$/);
    } else {
      expect(cut.toString('latin1')).toMatch(/^\{.+[^}]$/);
    }
  });

  test('with the fault garbage answers 200 with bytes that are not rows', async () => {
    const { response, text } = await getWith(provider, 'garbage');
    expect(response.status).toBe(200);
    expect(text).not.toMatch(/v_|hq_str|"data"/);
    expect(new Set(text).size).toBeGreaterThan(200);
  });

  test('with the fault blank answers 200 with an empty body', async () => {
    const { response, bytes } = await getWith(provider, 'blank');
    expect([response.status, bytes.length]).toEqual([200, 0]);
  });

  test('with the fault huge answers 20 MB without a Content-Length', async () => {
    const { response, bytes } = await getWith(provider, 'huge');
    expect(bytes.length).toBe(20 * 1024 * 1024);
    expect(response.headers.get('content-length')).toBeNull();
  });

  test('with the fault slow answers correctly, half a second late', async () => {
    const { text } = await getWith(provider, 'none');
    const startedAt = performance.now();
    const late = await getWith(provider, 'slow');
    expect(late.text).toBe(text);
    expect(performance.now() - startedAt).toBeGreaterThan(480);
  });

  test('with the fault drop destroys the connection', async () => {
    exchange.setFault(provider, 'drop');
    await expect(get(provider)).rejects.toThrow('fetch failed');
    expect(exchange.requests).toHaveLength(1);
  });

  test('with the fault hang accepts the request and never answers', async () => {
    exchange.setFault(provider, 'hang');
    const given = new AbortController();
    const answer = get(provider, { signal: given.signal });
    await untilSeen(1);
    given.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  test.each(['hang', 'slow'] as const)(
    'can be closed while a request waits with the fault %s',
    async (fault) => {
      exchange.setFault(provider, fault);
      const answer = get(provider);
      const failed = expect(answer).rejects.toThrow('fetch failed');
      await untilSeen(1);
      await exchange.close();
      await failed;
    },
  );

  test('recovers when the fault is removed', async () => {
    expect((await getWith(provider, 'error')).response.status).toBe(500);
    expect((await getWith(provider, 'none')).text).toMatch(/sz000625="|"000625"|"sz000625"/);
  });
});

test('tencent refuses with 501 and a page, sina with 456', async () => {
  expect((await getWith('tencent', 'refuse')).response.status).toBe(501);
  expect((await getWith('sina', 'refuse')).response.status).toBe(456);
});

test('tencent’s history also refuses with 501, and eastmoney closes the connection', async () => {
  expect((await getWith('tencent-history', 'refuse')).response.status).toBe(501);
  await expect(getWith('eastmoney', 'refuse')).rejects.toThrow('fetch failed');
  await expect(getWith('eastmoney-history', 'refuse')).rejects.toThrow('fetch failed');
});

test('with empty, eastmoney returns rc 102, and both histories return success without bars', async () => {
  const json = async (provider: ProviderName) => JSON.parse((await getWith(provider, 'empty')).text);
  expect(await json('eastmoney')).toMatchObject({ rc: 102, data: null });
  expect(await json('tencent-history')).toMatchObject({ code: 0, data: { sz000625: { day: [] } } });
  expect(await json('eastmoney-history')).toMatchObject({ rc: 0, data: { dktotal: 0, klines: [] } });
});

test('with empty, tencent returns none_match and sina returns empty rows', async () => {
  expect((await getWith('tencent', 'empty')).text).toBe('v_pv_none_match="1";\n');
  const rows = (await getWith('sina', 'empty')).text.trimEnd().split('\n').toSorted();
  expect(rows).toEqual(['var hq_str_sh600519="";', 'var hq_str_sz000625="";']);
});

test('a fault of one provider does not affect another', async () => {
  exchange.setFault('tencent', 'drop');
  expect((await get('sina')).status).toBe(200);
});
