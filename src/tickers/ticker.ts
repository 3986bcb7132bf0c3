import { z } from 'zod';
import { AppError } from '../errors.ts';

declare const brand: unique symbol;

/**
 * A normalized listing code: `sz000625`, `sh600519`, `bj920118`, `hk00700`, `usBABA`, or the
 * indices `sh000300`, `hkHSI`, `us.IXIC`. Currencies and futures have Sina's codes: `fx_susdcny`,
 * `M0`, `RB2105`, `hf_CL`. The prefix is part of the code: `sh000001` is an index, `sz000001` is a
 * bank.
 */
export type Ticker = string & { readonly [brand]: 'Ticker' };

/** A ticker in a result. */
export const tickerSchema = z
  .string()
  .min(1)
  .describe('A listing: sz000625, sh600519, bj920118, hk00700, usBABA, or the index sh000300.')
  .transform((text) => text as Ticker);

/** Where a ticker is listed: the prefix of an exchange, or the kind of a market without one. */
export type Exchange = 'sh' | 'sz' | 'bj' | 'hk' | 'us' | 'forex' | 'futures' | 'overseas-futures';

/** A way of writing tickers: the prefix before the code, and how the code is normalized. */
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
  // Indices have a dot, but publishers omit it for the best known ones. No share has these symbols.
  {
    exchange: 'us',
    prefix: 'us',
    pattern: /^us\.?(DJI|IXIC|INX|NDX)$/i,
    toCode: (code) => `.${upperCase(code)}`,
  },
  { exchange: 'us', prefix: 'us', pattern: /^us(\.[A-Z][A-Z0-9]{0,7})$/i, toCode: upperCase },
  // Tencent writes the venue after the symbol: `usBABA.N`, `usTSLA.OQ`. No class of shares has
  // these names.
  {
    exchange: 'us',
    prefix: 'us',
    pattern: /^us([A-Z]{1,5}(?:\.(?!(?:N|OQ|AM|PS)(?:\.|$))[A-Z]{1,2})?)(?:\.(?:N|OQ|AM|PS))?$/i,
    toCode: upperCase,
  },
  { exchange: 'forex', prefix: 'fx_s', pattern: /^fx_s([A-Z]{6})$/i, toCode: (code) => code.toLowerCase() },
  { exchange: 'overseas-futures', prefix: 'hf_', pattern: /^hf_([A-Z][A-Z0-9]{0,9})$/i, toCode: upperCase },
  // In capitals only, because `m0` or `p1` may be any word. SH is caustic soda. The other prefixes
  // are no commodities.
  { exchange: 'futures', prefix: '', pattern: /^((?!SZ|BJ|HK|US)[A-Z]{1,2}\d{1,4})$/, toCode: asItStands },
];

/** The ticker that `text` names, in any case except for futures. Undefined if it names none. */
export function tickerFrom(text: string): Ticker | undefined {
  for (const { prefix, pattern, toCode } of SHAPES) {
    const code = pattern.exec(text)?.[1];
    if (code !== undefined) return `${prefix}${toCode(code)}` as Ticker;
  }
  return undefined;
}

/** The ticker of a code at an exchange: `700` at `hk` is `hk00700`. Undefined if there is none. */
export function tickerAt(exchange: Exchange, code: string): Ticker | undefined {
  const prefix = SHAPES.find((shape) => shape.exchange === exchange)?.prefix ?? '';
  const ticker = tickerFrom(`${prefix}${code}`);
  return ticker !== undefined && exchangeOf(ticker) === exchange ? ticker : undefined;
}

/** Like {@link tickerFrom}, but throws `invalid_request` if `text` names no ticker. */
export function parseTicker(text: string): Ticker {
  const ticker = tickerFrom(text);
  if (ticker === undefined) {
    throw new AppError(
      'invalid_request',
      `"${text.slice(0, 32)}" is not a ticker. Tickers look like sz000625, hk00700 or usBABA.`,
    );
  }
  return ticker;
}

export function exchangeOf(ticker: Ticker): Exchange {
  return shapeOf(ticker).exchange;
}

/** The code without the prefix: `000625`, `00700`, `BABA`, `.IXIC`, `usdcny`, `M0`, `CL`. */
export function codeOf(ticker: Ticker): string {
  return ticker.slice(shapeOf(ticker).prefix.length);
}

function shapeOf(ticker: Ticker): Shape {
  const shape = SHAPES.find(({ pattern }) => pattern.test(ticker));
  if (!shape) throw new TypeError(`${ticker} was not made by tickerFrom`);
  return shape;
}
