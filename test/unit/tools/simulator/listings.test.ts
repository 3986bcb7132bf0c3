import iconv from 'iconv-lite';
import { listings } from '../../../../tools/simulator/listings.ts';

const bySymbol = new Map(listings.map((listing) => [listing.symbol, listing]));

test('no code is listed twice', () => {
  expect(bySymbol.size).toBe(listings.length);
  expect(listings.length).toBeGreaterThan(95);
});

test('the same digits on two exchanges are two listings', () => {
  expect(bySymbol.get('sh000001')).toMatchObject({ name: '上证指数', type: 'ZS' });
  expect(bySymbol.get('sz000001')).toMatchObject({ name: '平安银行', type: 'GP-A' });
});

test('names are the official ones, including inner spaces and full-width letters', () => {
  expect(bySymbol.get('sz000876')?.name).toBe('新 希 望');
  expect(bySymbol.get('sz000002')?.name).toBe('万  科Ａ');
});

test('a code that was never assigned is not listed', () => {
  expect(bySymbol.has('sh688688')).toBe(false);
});

test('every state and every board has a listing', () => {
  expect(new Set(listings.map(({ state }) => state))).toEqual(
    new Set(['trading', 'suspended', 'delisted', 'retired']),
  );
  expect(new Set(listings.map(({ type }) => type))).toEqual(
    new Set(['GP-A', 'GP-A-KCB', 'GP-A-CYB', 'GP', 'ETF', 'GP-ETF', 'ZS']),
  );
});

test('every name survives GBK and contains no separator of either wire format', () => {
  for (const { name, englishName = '' } of listings) {
    expect(iconv.decode(iconv.encode(name, 'gbk'), 'gbk')).toBe(name);
    expect(name + englishName).not.toMatch(/[,~";]/);
  }
});

test.each([
  ['GP-A-KCB', /^sh68[89]\d{3}$/],
  ['GP-A-CYB', /^sz30[01]\d{3}$/],
  ['GP-A', /^(sh60|sz00)\d{4}$/],
  ['ETF', /^(sh5[18]|sz159)\d+$/],
  ['GP-ETF', /^us[A-Z]+$/],
  ['ZS', /^(sh000|sz399)\d{3}$|^hk[A-Z]+$|^us\.[A-Z]+$/],
  ['GP', /^bj(920|83\d)\d{3}$|^hk\d{5}$|^us[A-Z]+(\.[A-Z])?$/],
])('codes of type %s are codes of that board', (type, code) => {
  for (const listing of listings.filter((each) => each.type === type)) expect(listing.symbol).toMatch(code);
});

test('foreign listings have an English name, and those in New York have a venue', () => {
  for (const { symbol, type, englishName, venue } of listings) {
    expect(englishName !== undefined).toBe(/^(hk|us)/.test(symbol));
    expect(venue !== undefined).toBe(symbol.startsWith('us') && type !== 'ZS');
  }
  expect(bySymbol.get('usBABA')?.venue).toBe('N');
  expect(bySymbol.get('usAAPL')?.venue).toBe('OQ');
  expect(bySymbol.get('usSPY')?.venue).toBe('AM');
});

test('a listing that no longer trades has a last day', () => {
  for (const { state, lastTradedOn } of listings)
    expect(lastTradedOn !== undefined).toBe(state !== 'trading');
});
