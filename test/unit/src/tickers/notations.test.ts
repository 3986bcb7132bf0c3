import { NOTATION_NAMES, type NotationName } from '../../../../src/tickers/notation-systems.ts';
import { notationsOf } from '../../../../src/tickers/notations.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';

test.each([
  [
    'sz000625',
    {
      sina: 'sz000625',
      tencent: 'sz000625',
      eastmoney: '0.000625',
      xueqiu: 'SZ000625',
      yahoo: '000625.SZ',
      ric: '000625.SZ',
      bloomberg: '000625 CH',
      wind: '000625.SZ',
      tradingview: 'SZSE:000625',
      google: 'SHE:000625',
    },
  ],
  [
    'sh600519',
    {
      sina: 'sh600519',
      tencent: 'sh600519',
      eastmoney: '1.600519',
      xueqiu: 'SH600519',
      yahoo: '600519.SS',
      ric: '600519.SS',
      bloomberg: '600519 CH',
      wind: '600519.SH',
      tradingview: 'SSE:600519',
      google: 'SHA:600519',
    },
  ],
  [
    'bj920118',
    {
      sina: 'bj920118',
      tencent: 'bj920118',
      eastmoney: '0.920118',
      xueqiu: 'BJ920118',
      ric: '920118.BJ',
      bloomberg: '920118 CH',
      wind: '920118.BJ',
    },
  ],
  [
    'hk00700',
    {
      sina: 'hk00700',
      tencent: 'hk00700',
      eastmoney: '116.00700',
      xueqiu: '00700',
      yahoo: '0700.HK',
      ric: '0700.HK',
      bloomberg: '700 HK',
      wind: '00700.HK',
      tradingview: 'HKEX:700',
      google: 'HKG:0700',
    },
  ],
  ['usBABA', { sina: 'gb_baba', tencent: 'usBABA', xueqiu: 'BABA', yahoo: 'BABA', bloomberg: 'BABA US' }],
  [
    'usBRK.B',
    { sina: 'gb_brk$b', tencent: 'usBRK.B', xueqiu: 'BRK.B', yahoo: 'BRK-B', bloomberg: 'BRK/B US' },
  ],
  [
    'sh000001',
    {
      sina: 'sh000001',
      tencent: 'sh000001',
      eastmoney: '1.000001',
      xueqiu: 'SH000001',
      yahoo: '000001.SS',
      ric: '.SSEC',
      bloomberg: 'SHCOMP Index',
      wind: '000001.SH',
      tradingview: 'SSE:000001',
      google: 'SHA:000001',
    },
  ],
  [
    'hkHSI',
    {
      sina: 'hkHSI',
      tencent: 'hkHSI',
      eastmoney: '100.HSI',
      xueqiu: 'HKHSI',
      yahoo: '^HSI',
      ric: '.HSI',
      bloomberg: 'HSI Index',
      wind: 'HSI.HI',
      tradingview: 'HSI:HSI',
      google: 'INDEXHANGSENG:HSI',
    },
  ],
  [
    'us.IXIC',
    {
      sina: 'gb_ixic',
      tencent: 'us.IXIC',
      eastmoney: '100.NDX',
      xueqiu: '.IXIC',
      yahoo: '^IXIC',
      ric: '.IXIC',
      bloomberg: 'CCMP Index',
      wind: 'IXIC.GI',
      tradingview: 'NASDAQ:IXIC',
      google: 'INDEXNASDAQ:.IXIC',
    },
  ],
  ['us.SOX', { tencent: 'us.SOX', xueqiu: '.SOX' }],
  ['fx_susdcny', { sina: 'fx_susdcny' }],
  ['M0', { sina: 'M0' }],
  ['hf_CL', { sina: 'hf_CL' }],
])('%s has these spellings and no others', (code, notations) => {
  expect(notationsOf(parseTicker(code))).toEqual(notations);
});

test.each<[string, NotationName, string, string]>([
  ['hk00005', 'yahoo', '0005.HK', 'four digits at least'],
  ['hk80737', 'yahoo', '80737.HK', 'RMB counters have five'],
  ['hk80737', 'bloomberg', '80737 HK', 'no zeros to leave out'],
  ['bj838275', 'eastmoney', '0.838275', 'a retired code'],
  ['sz399300', 'yahoo', '399300.SZ', 'an index that exchange and Yahoo call alike'],
  ['us.NDX', 'eastmoney', '100.NDX100', 'NDX is the composite there'],
  ['hkHSTECH', 'eastmoney', '124.HSTECH', 'not in the market of the other indices'],
])('%s is, for %s, %s: %s', (code, system, spelling) => {
  expect(notationsOf(parseTicker(code))[system]).toBe(spelling);
});

test.each<[string, NotationName, string]>([
  ['sz399300', 'bloomberg', 'the CSI 300 has one name there, which is sh000300'],
  ['bj899050', 'bloomberg', 'only shares are called by their code'],
  ['sh000905', 'ric', 'only shares are called by their code'],
  ['sz920118', 'eastmoney', "would be Beijing's"],
  ['bj600519', 'eastmoney', "would be Shenzhen's"],
  ['sz688981', 'bloomberg', "would be Shanghai's"],
  ['us.FOO', 'sina', 'would be a share'],
  ['usHKHSI', 'xueqiu', 'would be the Hang Seng'],
  ['hkVHSI', 'xueqiu', 'is spelled in a way not known'],
])('%s has no spelling for %s: it %s', (code, system) => {
  expect(notationsOf(parseTicker(code))).not.toHaveProperty(system);
});

test('the index sh000001 and the bank sz000001 are spelled apart in every system', () => {
  const index = notationsOf(parseTicker('sh000001'));
  const bank = notationsOf(parseTicker('sz000001'));
  for (const system of NOTATION_NAMES) expect(index[system]).not.toBe(bank[system]);
  expect(Object.keys(index)).toHaveLength(NOTATION_NAMES.length);
});
