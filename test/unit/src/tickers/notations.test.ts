import { NOTATION_NAMES, type NotationName } from '../../../../src/tickers/notation-systems.ts';
import { notationsOf, secidsOf, tickerFromNotation } from '../../../../src/tickers/notations.ts';
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
  ['hk80737', 'bloomberg', '80737 HK', 'no leading zeros'],
  ['bj838275', 'eastmoney', '0.838275', 'a retired code'],
  ['sz399300', 'yahoo', '399300.SZ', 'the exchange and Yahoo use the same code'],
  ['us.NDX', 'eastmoney', '100.NDX100', 'NDX is the composite there'],
  ['hkHSTECH', 'eastmoney', '124.HSTECH', 'not in the market of the other indices'],
])('%s for %s is %s: %s', (code, system, spelling) => {
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

test('every system spells the index sh000001 and the bank sz000001 differently', () => {
  const index = notationsOf(parseTicker('sh000001'));
  const bank = notationsOf(parseTicker('sz000001'));
  for (const system of NOTATION_NAMES) expect(index[system]).not.toBe(bank[system]);
  expect(Object.keys(index)).toHaveLength(NOTATION_NAMES.length);
});

test.each<[NotationName, string, string, string]>([
  ['sina', 'rt_hk00700', 'hk00700', 'real time'],
  ['sina', 'rt_hkHSI', 'hkHSI', 'real time'],
  ['sina', 's_sh000001', 'sh000001', 'the short form'],
  ['sina', 'gb_brk$b', 'usBRK.B', 'a class of shares'],
  ['sina', 'gb_ixic', 'us.IXIC', 'an index without its dot'],
  ['sina', 'usr_nvda', 'usNVDA', 'the same row'],
  ['sina', 'fx_susdcny', 'fx_susdcny', 'currencies'],
  ['sina', 'nf_M0', 'M0', 'the key of its quote'],
  ['sina', 'hf_CL', 'hf_CL', 'overseas'],
  ['tencent', 'r_hk00700', 'hk00700', 'real time'],
  ['tencent', 's_hk00700', 'hk00700', 'the short form'],
  ['tencent', 's_usAAPL', 'usAAPL', 'the short form'],
  ['tencent', 'usBABA.N', 'usBABA', 'with its venue'],
  ['tencent', 'usINX', 'us.INX', 'an index without its dot'],
  ['eastmoney', '0.920118', 'bj920118', "Beijing is in Shenzhen's market"],
  ['eastmoney', '0.838275', 'bj838275', 'a retired code'],
  ['eastmoney', '0.899050', 'bj899050', "Beijing's index"],
  ['eastmoney', '0.000625', 'sz000625', 'Shenzhen'],
  ['eastmoney', '1.000001', 'sh000001', 'the index'],
  ['eastmoney', '0.000001', 'sz000001', 'the bank'],
  ['eastmoney', '116.00700', 'hk00700', 'Hong Kong'],
  ['eastmoney', '105.PDD', 'usPDD', 'Nasdaq'],
  ['eastmoney', '106.BABA', 'usBABA', 'New York'],
  ['eastmoney', '106.BRK_B', 'usBRK.B', 'a class of shares'],
  ['eastmoney', '107.SPY', 'usSPY', 'Arca'],
  ['google', 'NYSE:BABA', 'usBABA', 'New York'],
  ['google', 'NASDAQ:PDD', 'usPDD', 'Nasdaq'],
  ['google', 'NYSEAMERICAN:IMO', 'usIMO', 'American'],
  ['google', 'NYSEARCA:SPY', 'usSPY', 'Arca'],
  ['tradingview', 'NYSE:BABA', 'usBABA', 'New York'],
  ['tradingview', 'NASDAQ:PDD', 'usPDD', 'Nasdaq'],
  ['tradingview', 'AMEX:SPY', 'usSPY', 'American and Arca'],
  ['eastmoney', '100.NDX', 'us.IXIC', 'the composite'],
  ['xueqiu', '00700', 'hk00700', 'five digits'],
  ['xueqiu', 'BRK.B', 'usBRK.B', 'a class of shares'],
  ['xueqiu', '.IXIC', 'us.IXIC', 'an index'],
  ['xueqiu', 'HKHSI', 'hkHSI', 'an index'],
  ['yahoo', '0700.HK', 'hk00700', 'four digits'],
  ['yahoo', '80737.HK', 'hk80737', 'five digits'],
  ['yahoo', '600519.SS', 'sh600519', 'Shanghai'],
  ['yahoo', '600519.ss', 'sh600519', 'letter case is ignored around a code'],
  ['yahoo', 'BRK-B', 'usBRK.B', 'a class of shares'],
  ['yahoo', '^GSPC', 'us.INX', 'an index'],
  ['ric', 'BABA.N', 'usBABA', 'New York'],
  ['ric', 'BRKb.N', 'usBRK.B', 'a class of shares'],
  ['ric', 'AAPL.OQ', 'usAAPL', 'Nasdaq'],
  ['ric', '.SSEC', 'sh000001', 'an index'],
  ['bloomberg', '600519 CH', 'sh600519', 'the digits determine the exchange'],
  ['bloomberg', '000001 CH', 'sz000001', 'the bank: an index has a name'],
  ['bloomberg', '920118 CH', 'bj920118', 'the digits determine the exchange'],
  ['bloomberg', '600519 CG', 'sh600519', 'Shanghai'],
  ['bloomberg', '000625 CS', 'sz000625', 'Shenzhen'],
  ['bloomberg', '700 HK', 'hk00700', 'no zeros'],
  ['bloomberg', 'BRK/B US', 'usBRK.B', 'a class of shares'],
  ['wind', '600519.SH', 'sh600519', 'Shanghai'],
  ['wind', '0700.HK', 'hk00700', 'without one zero'],
  ['wind', 'HSTECH.HI', 'hkHSTECH', 'an index'],
  ['tradingview', 'HKEX:700', 'hk00700', 'no zeros'],
  ['tradingview', 'NYSE:BRK.B', 'usBRK.B', 'a class of shares'],
  ['tradingview', 'NASDAQ:IXIC', 'us.IXIC', 'an index'],
  ['google', 'SHA:000001', 'sh000001', 'the index'],
  ['google', 'NYSEARCA:SPY', 'usSPY', 'Arca'],
])('for %s %s is %s: %s', (system, text, ticker) => {
  expect(tickerFromNotation(system, text)).toBe(ticker);
});

test.each<[NotationName, string, string]>([
  ['sina', '', 'an empty text'],
  ['sina', '000625', 'no exchange'],
  ['sina', 'gb_', 'no symbol'],
  ['sina', 'gb_BABA', 'symbols are lowercase there'],
  ['sina', 'gb_brk$b$c', 'two classes'],
  ['tencent', 'gb_baba', "another system's"],
  ['tencent', 'fx_susdcny', "another system's"],
  ['eastmoney', '0.400001', 'the board for delisted companies'],
  ['eastmoney', '90.BK1036', 'a board of companies'],
  ['eastmoney', '106.BRK.B', 'another spelling there'],
  ['eastmoney', '116.700', 'another spelling there'],
  ['eastmoney', '155.RR', 'London'],
  ['xueqiu', '688981', 'six digits without exchange'],
  ['xueqiu', 'hello', 'a word'],
  ['yahoo', '920118.BJ', 'not listed there'],
  ['yahoo', '9999999.HK', 'seven digits'],
  ['yahoo', '.HK', 'no code'],
  ['yahoo', 'BRK-B-C', 'two classes'],
  ['yahoo', 'BRK.B', 'another spelling there'],
  ['ric', '000001.SS', "only shares are called by their code, and these are an index's"],
  ['bloomberg', '202111 CH', 'the digits are of no exchange'],
  ['bloomberg', 'CH', 'no code'],
  ['wind', '00700.HI', 'a number among indices'],
  ['tradingview', 'BSE:500325', 'Bombay'],
  ['google', 'LON:RR', 'London'],
])('for %s %j is not a listing: %s', (system, text) => {
  expect(tickerFromNotation(system, text)).toBeUndefined();
});

test.each([
  ['sz000625', ['0.000625']],
  ['sz000001', ['0.000001']],
  ['sh000001', ['1.000001']],
  ['sh688981', ['1.688981']],
  ['bj920118', ['0.920118']],
  ['hk00700', ['116.00700']],
  ['hkHSI', ['100.HSI']],
  ['us.DJI', ['100.DJIA']],
  ['usBABA', ['105.BABA', '106.BABA', '107.BABA']],
  ['usBRK.B', ['105.BRK_B', '106.BRK_B', '107.BRK_B']],
  ['us.HXC', []],
  ['fx_susdcny', []],
  ['RB2105', []],
  ['hf_CL', []],
])('Eastmoney may list %s at %j', (code, secids) => {
  expect(secidsOf(parseTicker(code))).toEqual(secids);
});
