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
import { codeOf, type Exchange, type Ticker } from './ticker.ts';

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

/** One way in which a system spells the listings of an exchange. */
export interface Form {
  readonly exchange: Exchange;
  readonly prefix: string;
  readonly suffix: string;
  readonly style: CodeStyle;
  /** Whether the system spells a listing of the exchange in this way. */
  readonly covers: (ticker: Ticker) => boolean;
  /** Read, but never written. */
  readonly isVariant: boolean;
}

/**
 * A form as the tables below have it. The asterisk stands for the code:
 * `['hk', '*.HK', padded(4)]`.
 */
type Frame = readonly [Exchange, string, CodeStyle?, Form['covers']?];

function forms(...frames: readonly Frame[]): readonly Form[] {
  return frames.map((frame) => formOf(frame, false));
}

function variants(...frames: readonly Frame[]): readonly Form[] {
  return frames.map((frame) => formOf(frame, true));
}

function formOf([exchange, frame, style = asItStands, covers = () => true]: Frame, isVariant: boolean): Form {
  const [prefix = '', suffix = ''] = frame.split('*');
  return { exchange, prefix, suffix, style, covers, isVariant };
}

const isIndex = (ticker: Ticker): boolean => kindOf(ticker) === 'index';
const isNoIndex = (ticker: Ticker): boolean => !isIndex(ticker);
const isAtItsExchange = (ticker: Ticker): boolean => tickerOfBareCode(codeOf(ticker)) === ticker;
const hasBareCode = (ticker: Ticker): boolean => isNoIndex(ticker) && isAtItsExchange(ticker);
// A code that begins with 4 or 8 and is not Beijing's belongs to no exchange.
const isShenzhens = (ticker: Ticker): boolean => !/^sz(?:[48]|92)/.test(ticker);

/**
 * American listings in systems that name the venue, which a ticker does not: read, but not written.
 */
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
  // Eastmoney counts Beijing as Shenzhen's market.
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
  // Yahoo, TradingView and Google do not have Beijing's listings.
  yahoo: forms(['sh', '*.SS'], ['sz', '*.SZ'], ['hk', '*.HK', padded(4)], ['us', '*', symbolWith('-')]),
  ric: [
    ...forms(['sh', '*.SS', asItStands, isNoIndex], ['sz', '*.SZ', asItStands, isNoIndex]),
    ...forms(['bj', '*.BJ', asItStands, isNoIndex], ['hk', '*.HK', padded(4)]),
    ...american(lowerCaseClass, '*.N', '*.K', '*.O', '*.OQ'),
  ],
  // CH is the composite of the mainland's exchanges, CG is Shanghai, CS is Shenzhen.
  bloomberg: [
    ...forms(
      ['sh', '* CH', asItStands, hasBareCode],
      ['sz', '* CH', asItStands, hasBareCode],
      ['bj', '* CH', asItStands, hasBareCode],
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
