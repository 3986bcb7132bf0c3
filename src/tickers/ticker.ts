import { AppError } from '../errors.ts';

declare const brand: unique symbol;

/**
 * A normalised listing code: `sz000625`, `sh600519`, `bj920118`, `hk00700`, `usBABA`, the indices `sh000300`, `hkHSI` and
 * `us.IXIC`; of what no exchange lists under a code of its own Sina's code: the currencies `fx_susdcny`, the futures
 * `M0`, `RB2105` and `hf_CL`. The prefix is part of the code: `sh000001` (an index) is not `sz000001` (a bank).
 */
export type Ticker = string & { readonly [brand]: 'Ticker' };

/** Where a ticker is listed: an exchange's prefix, or Sina's word for a market without one. */
export type Exchange = 'sh' | 'sz' | 'bj' | 'hk' | 'us' | 'forex' | 'futures' | 'overseas-futures';

/** A way of writing tickers: what stands before the code, and how the code is normalised. */
interface Shape {
  readonly exchange: Exchange;
  readonly prefix: string;
  readonly pattern: RegExp;
  toCode(written: string): string;
}

const asItStands = (code: string): string => code;
const upperCase = (code: string): string => code.toUpperCase();

const SHAPES: readonly Shape[] = [
  { exchange: 'sh', prefix: 'sh', pattern: /^sh(\d{6})$/i, toCode: asItStands },
  { exchange: 'sz', prefix: 'sz', pattern: /^sz(\d{6})$/i, toCode: asItStands },
  { exchange: 'bj', prefix: 'bj', pattern: /^bj(\d{6})$/i, toCode: asItStands },
  { exchange: 'hk', prefix: 'hk', pattern: /^hk(\d{1,5})$/i, toCode: (code) => code.padStart(5, '0') },
  { exchange: 'hk', prefix: 'hk', pattern: /^hk([A-Z]{2,10})$/i, toCode: upperCase },
  // Indices have a dot, but publishers leave it out of the best known ones; no share is called so.
  {
    exchange: 'us',
    prefix: 'us',
    pattern: /^us\.?(DJI|IXIC|INX|NDX)$/i,
    toCode: (code) => `.${upperCase(code)}`,
  },
  { exchange: 'us', prefix: 'us', pattern: /^us(\.[A-Z][A-Z0-9]{0,7})$/i, toCode: upperCase },
  // Tencent puts the venue behind the symbol: `usBABA.N`, `usTSLA.OQ`. No class of shares is called so.
  {
    exchange: 'us',
    prefix: 'us',
    pattern: /^us([A-Z]{1,5}(?:\.(?!(?:N|OQ|AM|PS)(?:\.|$))[A-Z]{1,2})?)(?:\.(?:N|OQ|AM|PS))?$/i,
    toCode: upperCase,
  },
  { exchange: 'forex', prefix: 'fx_s', pattern: /^fx_s([A-Z]{6})$/i, toCode: (code) => code.toLowerCase() },
  { exchange: 'overseas-futures', prefix: 'hf_', pattern: /^hf_([A-Z][A-Z0-9]{0,9})$/i, toCode: upperCase },
  // In capitals only, for `m0` or `p1` is any word. SH is caustic soda, while the other prefixes are no commodity.
  { exchange: 'futures', prefix: '', pattern: /^((?!SZ|BJ|HK|US)[A-Z]{1,2}\d{1,4})$/, toCode: asItStands },
];

/** The ticker that `text` names with its exchange prefix, in any letter case but for futures; undefined where it names none. */
export function tickerFrom(text: string): Ticker | undefined {
  for (const { prefix, pattern, toCode } of SHAPES) {
    const code = pattern.exec(text)?.[1];
    if (code !== undefined) return `${prefix}${toCode(code)}` as Ticker;
  }
  return undefined;
}

/** The ticker of a code at an exchange: of `700` at `hk` it is `hk00700`; undefined where the exchange has no such codes. */
export function tickerAt(exchange: Exchange, code: string): Ticker | undefined {
  const prefix = SHAPES.find((shape) => shape.exchange === exchange)?.prefix ?? '';
  const ticker = tickerFrom(`${prefix}${code}`);
  return ticker !== undefined && exchangeOf(ticker) === exchange ? ticker : undefined;
}

/** As {@link tickerFrom}, but what names no ticker is an `invalid_request`. */
export function parseTicker(text: string): Ticker {
  const ticker = tickerFrom(text);
  if (ticker === undefined) {
    throw new AppError(
      'invalid_request',
      `"${text.slice(0, 32)}" is no ticker such as sz000625, hk00700 or usBABA`,
    );
  }
  return ticker;
}

export function exchangeOf(ticker: Ticker): Exchange {
  return shapeOf(ticker).exchange;
}

/** The code without what tells its exchange: `000625`, `00700`, `BABA`, `.IXIC`, `usdcny`, `M0`, `CL`. */
export function codeOf(ticker: Ticker): string {
  return ticker.slice(shapeOf(ticker).prefix.length);
}

function shapeOf(ticker: Ticker): Shape {
  const shape = SHAPES.find(({ pattern }) => pattern.test(ticker));
  if (!shape) throw new TypeError(`${ticker} was not made by tickerFrom`);
  return shape;
}
