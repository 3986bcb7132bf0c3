import iconv from 'iconv-lite';
import { firstAnswer } from '../../../src/quotes/first-answer.ts';
import { provider, type WireFormat } from '../../../src/quotes/provider.ts';
import { sina } from '../../../src/quotes/providers/sina.ts';
import { PROVIDERS } from '../../../src/quotes/providers/table.ts';
import { tencent } from '../../../src/quotes/providers/tencent.ts';
import { parseTicker } from '../../../src/tickers/ticker.ts';
import { sinaRow, tencentRow } from '../../support/build.ts';
import { describeQuoteSource } from '../../support/quote-source-contract.ts';
import { startProviderStub } from '../../support/start-provider-stub.ts';
import { fakeUpstream, stubUpstream } from '../../support/upstreams.ts';

for (const [name, format] of Object.entries(PROVIDERS)) describeQuoteSource(name, () => stubUpstream(format));

const signal = AbortSignal.timeout(20_000);
const served = (format: WireFormat, origin: string, ...codes: string[]) =>
  provider(format, { origin }).quotesFor(codes.map(parseTicker), { signal });

describe('a key that voids Sina’s whole answer', () => {
  const VOID = 'var hq_str_sys_auth="FAILED";\n';
  const codes = Array.from({ length: 60 }, (_, index) => `sz${String(index + 1).padStart(6, '0')}`);
  const voidedBy = (...bad: string[]) =>
    startProviderStub(({ path }) => {
      const keys = path.slice('/list='.length).split(',');
      return keys.some((key) => bad.includes(key)) ? VOID : gb18030(keys.map((key) => sinaRow(key)).join(''));
    });

  test.each([
    [['sz000001'], 13],
    [['sz000060'], 13],
    [['sz000007', 'sz000055'], 24],
  ])('only %j is unknown, after at most %d requests', async (bad, most) => {
    await using stub = await voidedBy(...bad);
    const { quotes, missing } = await served(sina, stub.url, ...codes);
    expect([...missing]).toEqual(bad.map((code) => [code, 'unknown']));
    expect(quotes.size).toBe(codes.length - bad.length);
    expect(stub.requests.length).toBeLessThanOrEqual(most);
  });

  test('is searched for in a limited number of requests; a provider that voids more refuses us', async () => {
    await using stub = await voidedBy(...codes);
    await expect(served(sina, stub.url, ...codes)).rejects.toMatchObject({ code: 'provider_refused' });
    expect(stub.requests).toHaveLength(24);
  });

  test.each([
    [['sz000001'], 1],
    [['sz000001', 'sz000002'], 3],
  ])('says nothing about a ticker if nothing else was answered: %j', async (asked, requests) => {
    await using stub = await voidedBy(...asked);
    await expect(served(sina, stub.url, ...asked)).rejects.toMatchObject({ code: 'provider_answer_invalid' });
    expect(stub.requests).toHaveLength(requests);
  });
});

describe.each(Object.entries(PROVIDERS))('%s', (_name, format) => {
  test('gets one request for all tickers, whose path contains nothing else', async () => {
    await using stub = await startProviderStub(() => ({ status: 503 }));
    const codes = ['sz000625', 'hk00700', 'usBRK.B', 'us.IXIC', 'sz000625', 'fx_susdcny'];
    await expect(served(format, `${stub.url}/`, ...codes)).rejects.toThrow();
    const keys = [...new Set(codes)].flatMap((code) => format.keysOf(parseTicker(code)));
    expect(stub.requests.map(({ path }) => path)).toEqual([format.path(keys)]);
    expect(stub.requests[0]?.headers.referer).toBe(format.headers?.Referer);
  });

  test.each([401, 403, 418, 429, 456, 501])('refuses with status %d', async (status) => {
    await using stub = await startProviderStub(() => ({ status, body: 'Kinsoku jikou desu!' }));
    await expect(served(format, stub.url, 'sz000625')).rejects.toMatchObject({ code: 'provider_refused' });
  });

  test.each([204, 301, 302, 404, 414, 500, 502])('treats status %d as an invalid answer', async (status) => {
    const headers = { location: 'http://127.0.0.1:9/' };
    await using stub = await startProviderStub(() => ({ status, headers }));
    await expect(served(format, stub.url, 'sz000625')).rejects.toMatchObject({
      code: 'provider_answer_invalid',
    });
    expect(stub.requests).toHaveLength(1);
  });

  test('is unavailable if it does not answer in time, or if nobody listens', async () => {
    await using stub = await startProviderStub(() => ({ fault: 'hang' }));
    const soon = AbortSignal.timeout(50);
    const source = provider(format, { origin: stub.url });
    await expect(source.quotesFor([parseTicker('sz000625')], { signal: soon })).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
    await expect(served(format, 'http://127.0.0.1:1', 'sz000625')).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
  });
});

test('answers of the simulator are marked', async () => {
  await using stub = await startProviderStub(() => ({
    status: 200,
    body: tencentRow('sz000625'),
    headers: { server: 'tickerspan-exchange-simulator' },
  }));
  const { quotes } = await served(tencent, stub.url, 'sz000625');
  expect(quotes.get(parseTicker('sz000625'))?.source).toBe('simulator');
});

function gb18030(text: string): Uint8Array {
  return iconv.encode(text, 'gb18030');
}

// The sources that wrappers are tested with obey the laws themselves, and so does a wrapper around
// one.
const disposed = { [Symbol.asyncDispose]: async () => {} };
describeQuoteSource('the fake', async () => {
  const upstream = fakeUpstream();
  return { source: upstream.source, upstream, ...disposed };
});
describeQuoteSource('the first answer', async () => {
  const upstream = fakeUpstream();
  return { source: firstAnswer([upstream.source], { timeoutMs: 5000 }), upstream, ...disposed };
});
