import { readFileSync } from 'node:fs';
import { type BarFormat, barSource } from '../../../src/quotes/daily-bars.ts';
import { HISTORIES } from '../../../src/quotes/histories/table.ts';
import { parseTicker } from '../../../src/tickers/ticker.ts';
import { startProviderStub } from '../../support/start-provider-stub.ts';
import { until } from '../../support/until.ts';

const signal = AbortSignal.timeout(20_000);
const barsOf = (format: BarFormat, origin: string, code: string, date: string) =>
  barSource(format, { origin }).barsUntil(parseTicker(code), date, { signal });

describe.each(Object.entries(HISTORIES))('%s', (name, format) => {
  const recorded = () => startProviderStub(() => readFileSync(`test/fixtures/providers/${name}/bars.json`));

  test('returns the bars up to and including a date, oldest first', async () => {
    await using stub = await recorded();
    const bars = await barsOf(format, `${stub.url}/`, 'sz000625', '2021-11-16');
    expect(bars?.map(({ date }) => date)).toEqual([
      '2021-11-08',
      '2021-11-09',
      '2021-11-10',
      '2021-11-11',
      '2021-11-12',
      '2021-11-15',
      '2021-11-16',
    ]);
    expect(bars?.at(-1)?.close).toBe(18.2);
    expect(stub.requests).toHaveLength(1);
    expect(stub.requests[0]?.path).toBe(
      format.path(format.keysOf(parseTicker('sz000625'))[0] ?? '', {
        from: '2021-11-01',
        until: '2021-11-16',
      }),
    );
  });

  test('returns nothing if all its bars are of other days', async () => {
    await using stub = await recorded();
    expect(await barsOf(format, stub.url, 'sz000625', '2021-11-07')).toBeUndefined();
    expect(await barsOf(format, stub.url, 'sz000625', '2021-12-31')).toBeUndefined();
  });

  test('gets no request for tickers that it does not serve', async () => {
    await using stub = await recorded();
    expect(await barsOf(format, stub.url, 'RB2105', '2021-11-16')).toBeUndefined();
    expect(stub.requests).toEqual([]);
  });

  test.each([
    ['a page', '<html><h1>502</h1></html>', 'provider_answer_invalid'],
    ['a ban page', '<html>访问过于频繁</html>', 'provider_refused'],
    ['an oversized response', 'x'.repeat(2 * 1024 * 1024), 'provider_answer_invalid'],
    ['status 501', { status: 501 }, 'provider_refused'],
    ['status 500', { status: 500 }, 'provider_answer_invalid'],
    ['a dropped connection', { fault: 'drop' }, 'provider_unavailable'],
  ] as const)('fails by %s', async (_what, given, code) => {
    await using stub = await startProviderStub(() => given);
    await expect(barsOf(format, stub.url, 'sz000625', '2021-11-16')).rejects.toMatchObject({
      name: 'AppError',
      code,
    });
  });

  test('stops at once when aborted, and leaves nothing open', async () => {
    await using stub = await startProviderStub(() => ({ fault: 'hang' }));
    const controller = new AbortController();
    const bars = barSource(format, { origin: stub.url }).barsUntil(parseTicker('sz000625'), '2021-11-16', {
      signal: controller.signal,
    });
    const outcome = expect(bars).rejects.toMatchObject({ code: 'provider_unavailable' });
    await until('it to ask', () => stub.openSockets > 0);
    controller.abort();
    await outcome;
    await until('nothing to be open', () => stub.openSockets === 0, 1000);
  });
});

test('American bars are requested from Eastmoney at one venue after another until one has them', async () => {
  // The later day first, because no order is promised.
  const klines = ['2021-11-18,143.60,143.60', '2021-11-17,160.00,161.20'];
  await using stub = await startProviderStub(({ path }) =>
    path.includes('secid=106.BABA')
      ? JSON.stringify({ rc: 0, data: { code: 'BABA', market: 106, dktotal: 1800, klines } })
      : '{"rc":100,"data":null}',
  );
  const { eastmoney } = HISTORIES;
  if (!eastmoney) throw new Error('no eastmoney');
  expect(await barsOf(eastmoney, stub.url, 'usBABA', '2021-11-18')).toEqual([
    { date: '2021-11-17', close: 161.2 },
    { date: '2021-11-18', close: 143.6 },
  ]);
  expect(stub.requests.map(({ path }) => /secid=([^&]*)/.exec(path)?.[1])).toEqual(['105.BABA', '106.BABA']);
  expect(await barsOf(eastmoney, stub.url, 'usNONE', '2021-11-18')).toBeUndefined();
  expect(stub.requests).toHaveLength(5);
});
