import { readFileSync } from 'node:fs';
import { PROVIDERS } from '../../../../../src/quotes/providers/table.ts';
import { readAnswer } from '../../../../support/read-answer.ts';

/*
 * The files test/fixtures/providers/<provider>/<moment> hold the answers of all providers for the
 * same moments. Their rows differ in order, units, zones and spelling, but must give the same
 * quotes.
 */

function quotesAt(provider: string, moment: string, codes: readonly string[], fetchedAt: string) {
  const format = PROVIDERS[provider];
  if (!format) throw new Error(`no ${provider}`);
  const file = `${moment}.${provider === 'eastmoney' ? 'json' : 'txt'}`;
  const bytes = readFileSync(`test/fixtures/providers/${provider}/${file}`);
  return readAnswer(format, bytes, codes, new Date(fetchedAt));
}

describe.each(Object.keys(PROVIDERS))('%s', (provider) => {
  const mainland = (...codes: string[]) =>
    quotesAt(provider, 'mainland-states', codes, '2026-11-12T06:32:10Z');

  test('a share of Shenzhen', () => {
    expect(mainland('sz000858').get('sz000858')).toEqual({
      name: '五粮液',
      price: 119.8,
      previousClose: 121,
      change: -1.2,
      changePercent: -0.99,
      open: 121.2,
      high: 121.55,
      low: 119.4,
      volume: 12_345_600,
      amount: 1_486_410_240,
      currency: 'CNY',
      quotedAt: '2026-11-12T06:32:09.000Z',
      state: 'trading',
    });
  });

  test('a suspended share has no price, but a previous close', () => {
    const quote = mainland('sz002766').get('sz002766');
    expect(quote).toMatchObject({ name: '索菱股份', state: 'suspended', price: null, change: null });
    expect(quote).toMatchObject({ changePercent: null, previousClose: 6.31, open: null });
    // Depends on the row: zero, or not stated.
    expect([0, null]).toContain(quote?.volume);
  });

  test('a delisted share has no prices, or is unknown', () => {
    const quote = mainland('sh600005', 'sz000858').get('sh600005');
    const gone = { state: 'delisted', price: null, previousClose: null, changePercent: null };
    if (provider === 'tencent') expect(quote).toMatchObject({ name: '武钢股份', ...gone });
    else expect(quote).toBeUndefined();
  });

  test('a retired code of Beijing is retired, whatever its row says', () => {
    const quote = mainland('bj830832').get('bj830832');
    expect(quote).toMatchObject({ name: '齐鲁华信', state: 'retired', price: null, previousClose: 7.42 });
  });

  test('a code that was never listed is unknown beside one that is listed', () => {
    expect([...mainland('sh688688', 'sz000858').keys()]).toEqual(['sz000858']);
  });

  test('an index and a bank with the same digits are different', () => {
    const quotes = mainland('sh000001', 'sz000001');
    expect(quotes.get('sh000001')).toMatchObject({ name: '上证指数', price: 3861.27, volume: null });
    expect(quotes.get('sz000001')).toMatchObject({ name: '平安银行', price: 11.42, volume: 81_234_600 });
    expect(mainland('sz000001').has('sh000001')).toBe(false);
  });

  test('the volume of the STAR market is in shares, or null', () => {
    const quote = mainland('sh688111').get('sh688111');
    expect(quote).toMatchObject({ price: 318.5, amount: 1_523_104_344 });
    expect(quote?.volume).toBe(provider === 'eastmoney' ? null : 4_812_336);
  });

  test('Beijing, and a fund with three decimals', () => {
    const quotes = mainland('bj920185', 'sh510050');
    expect(quotes.get('bj920185')).toMatchObject({ name: '贝特瑞', price: 27.3, volume: 3_456_700 });
    expect(quotes.get('sh510050')).toMatchObject({ price: 3.012, change: 0.014, volume: 456_789_000 });
  });

  test('Hong Kong before and after the closing auction', () => {
    const at = (moment: string) =>
      quotesAt(provider, `hong-kong-${moment}-auction`, ['hk01024', 'hkHSI'], '2026-11-12T08:10:00Z');
    expect(at('before').get('hk01024')).toMatchObject({
      name: '快手-W',
      price: 71.25,
      volume: 19_876_500,
      quotedAt: '2026-11-12T08:00:01.000Z',
    });
    const after = at('after');
    expect(after.get('hk01024')).toMatchObject({
      price: 71.35,
      previousClose: 70.1,
      change: 1.25,
      changePercent: 1.78,
      open: 70.4,
      high: 72.05,
      low: 69.9,
      volume: 21_345_600,
      amount: 1_514_897_232,
      currency: 'HKD',
      quotedAt: '2026-11-12T08:08:31.000Z',
      state: 'trading',
    });
    expect(after.get('hk01024')?.englishName).toBe(provider === 'eastmoney' ? undefined : 'KUAISHOU-W');
    expect(after.get('hkHSI')).toMatchObject({ name: '恒生指数', price: 24901.12, volume: null });
    const amounts: Record<string, number | null> = {
      tencent: 165_432_101_230,
      sina: 165_432_101_000,
      eastmoney: null,
    };
    expect(after.get('hkHSI')?.amount).toBe(amounts[provider]);
  });

  test.each([
    ['summer', '2026-07-15T20:03:12.000Z'],
    ['winter', '2026-01-15T21:03:12.000Z'],
  ])('New York in %s, a class of shares and an index', (season, quotedAt) => {
    const quotes = quotesAt(provider, `new-york-${season}`, ['usBRK.B', 'us.IXIC'], '2026-07-16T02:20:31Z');
    expect(quotes.get('usBRK.B')).toMatchObject({
      price: 509.35,
      previousClose: 507.1,
      change: 2.25,
      changePercent: 0.44,
      volume: 3_012_345,
      amount: 1_529_667_791,
      currency: 'USD',
      // Sina's times have no seconds.
      quotedAt: provider === 'sina' ? quotedAt.replace(':12.', ':00.') : quotedAt,
    });
    expect(quotes.get('us.IXIC')).toMatchObject({
      name: '纳斯达克',
      price: 26890.25,
      volume: null,
      amount: null,
    });
  });

  test('a December trade that is read in January is of last year', () => {
    const quotes = quotesAt(provider, 'new-year', ['usBRK.B', 'us.IXIC', 'sz000625'], '2027-01-01T01:12:45Z');
    expect(quotes.get('usBRK.B')?.quotedAt).toMatch(/^2026-12-31T21:03:(?:12|00)\.000Z$/);
    expect(quotes.get('us.IXIC')?.quotedAt).toMatch(/^2026-12-31T22:15:(?:59|00)\.000Z$/);
    expect(quotes.get('sz000625')).toMatchObject({ price: 12.04, quotedAt: '2026-12-31T07:00:03.000Z' });
  });
});
