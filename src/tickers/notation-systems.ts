import { tickerOfBareCode } from './bare-codes.ts';
import {
  asItStands,
  type CodeStyle,
  fiveDigits,
  letters,
  lowerCaseClass,
  lowerCaseWithDollar,
  padded,
  symbolWith,
} from './code-styles.ts';
import { kindOf } from './markets.ts';
import { type Form, type Frame, forms, variants } from './notation-form.ts';
import { codeOf, type Ticker } from './ticker.ts';

export const NOTATION_NAMES = [
  'sina',
  'tencent',
  'eastmoney',
  'xueqiu',
  'yahoo',
  'ric',
  'bloomberg',
  'wind',
  'tradingview',
  'google',
] as const;

export type NotationName = (typeof NOTATION_NAMES)[number];

const isIndex = (ticker: Ticker): boolean => kindOf(ticker) === 'index';
const isNoIndex = (ticker: Ticker): boolean => !isIndex(ticker);
const isAtItsExchange = (ticker: Ticker): boolean => tickerOfBareCode(codeOf(ticker)) === ticker;
const isTold = (ticker: Ticker): boolean => isNoIndex(ticker) && isAtItsExchange(ticker);
// What begins with 4 or 8 and is not Beijing's is of no exchange.
const isShenzhens = (ticker: Ticker): boolean => !/^sz(?:[48]|92)/.test(ticker);

/** American listings, of which a system names the venue and a ticker does not: read, but not written. */
const american = (style: CodeStyle, ...frames: readonly string[]): readonly Form[] =>
  variants(...frames.map((frame): Frame => ['us', frame, style]));

/** Each system's forms, in the order in which they are tried. */
export const SYSTEMS: Readonly<Record<NotationName, readonly Form[]>> = {
  sina: [
    ...forms(['sh', 'sh*'], ['sz', 'sz*'], ['bj', 'bj*'], ['hk', 'hk*'], ['us', 'gb_*', lowerCaseWithDollar]),
    ...forms(['forex', 'fx_s*'], ['overseas-futures', 'hf_*'], ['futures', '*']),
    ...variants(['sh', 's_sh*'], ['sz', 's_sz*'], ['bj', 's_bj*'], ['hk', 'rt_hk*'], ['futures', 'nf_*']),
    ...variants(['us', 'usr_*', lowerCaseWithDollar]),
  ],
  tencent: [
    ...forms(['sh', 'sh*'], ['sz', 'sz*'], ['bj', 'bj*'], ['hk', 'hk*'], ['us', 'us*']),
    ...variants(['sh', 's_sh*'], ['sz', 's_sz*'], ['bj', 's_bj*']),
    ...variants(['hk', 'r_hk*'], ['hk', 's_hk*'], ['us', 's_us*']),
  ],
  // Beijing is counted to Shenzhen's market.
  eastmoney: [
    ...forms(
      ['sh', '1.*'],
      ['bj', '0.*', asItStands, isAtItsExchange],
      ['sz', '0.*', asItStands, isShenzhens],
    ),
    ...forms(['hk', '116.*', fiveDigits]),
    ...american(symbolWith('_'), '105.*', '106.*', '107.*'),
  ],
  xueqiu: [
    ...forms(['sh', 'SH*'], ['sz', 'SZ*'], ['bj', 'BJ*'], ['hk', '*', fiveDigits]),
    ...forms(['us', '*', symbolWith('.')], ['us', '*', asItStands, isIndex]),
  ],
  // Beijing's listings are unknown here, at TradingView and at Google.
  yahoo: forms(['sh', '*.SS'], ['sz', '*.SZ'], ['hk', '*.HK', padded(4)], ['us', '*', symbolWith('-')]),
  ric: [
    ...forms(['sh', '*.SS', asItStands, isNoIndex], ['sz', '*.SZ', asItStands, isNoIndex]),
    ...forms(['bj', '*.BJ', asItStands, isNoIndex], ['hk', '*.HK', padded(4)]),
    ...american(lowerCaseClass, '*.N', '*.K', '*.O', '*.OQ'),
  ],
  // CH is the composite of the mainland's exchanges, CG is Shanghai, CS Shenzhen.
  bloomberg: [
    ...forms(
      ['sh', '* CH', asItStands, isTold],
      ['sz', '* CH', asItStands, isTold],
      ['bj', '* CH', asItStands, isTold],
    ),
    ...forms(['hk', '* HK', padded(1)], ['us', '* US', symbolWith('/')]),
    ...variants(['sh', '* CG', asItStands, isNoIndex], ['sz', '* CS', asItStands, isNoIndex]),
  ],
  wind: forms(
    ['sh', '*.SH'],
    ['sz', '*.SZ'],
    ['bj', '*.BJ'],
    ['hk', '*.HK', padded(5)],
    ['hk', '*.HI', letters],
  ),
  tradingview: [
    ...forms(['sh', 'SSE:*'], ['sz', 'SZSE:*'], ['hk', 'HKEX:*', padded(1)]),
    ...american(symbolWith('.'), 'NYSE:*', 'NASDAQ:*', 'AMEX:*'),
  ],
  google: [
    ...forms(['sh', 'SHA:*'], ['sz', 'SHE:*'], ['hk', 'HKG:*', padded(4)]),
    ...american(symbolWith('.'), 'NYSE:*', 'NASDAQ:*', 'NYSEAMERICAN:*', 'NYSEARCA:*'),
  ],
};
