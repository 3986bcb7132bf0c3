import { AppError } from '../errors.ts';

declare const brand: unique symbol;

/**
 * A normalised listing code: `sz000625`, `sh600519`, `bj920118`, `hk00700`, `usBABA`, the index `sh000300`.
 * The exchange prefix is lower case and part of the code: `sh000001` (an index) is not `sz000001` (a bank).
 */
export type Ticker = string & { readonly [brand]: 'Ticker' };

/** The exchange prefixes of tickers. */
export type Exchange = 'sh' | 'sz' | 'bj' | 'hk' | 'us';

const MAINLAND = /^(sh|sz|bj)(\d{6})$/i;
const HONG_KONG = /^hk(\d{1,5}|[A-Z]{2,10})$/i;
const UNITED_STATES = /^us(\.?[A-Z][A-Z0-9]{0,7}(?:\.[A-Z]{1,2})?)$/i;

/** The ticker that `text` names with its exchange prefix, in any letter case; undefined where it names none. */
export function tickerFrom(text: string): Ticker | undefined {
  const mainland = MAINLAND.exec(text);
  if (mainland) return text.toLowerCase() as Ticker;
  const hongKong = HONG_KONG.exec(text);
  if (hongKong) return `hk${hongKongCode(hongKong[1] ?? '')}` as Ticker;
  const unitedStates = UNITED_STATES.exec(text);
  if (unitedStates) return `us${(unitedStates[1] ?? '').toUpperCase()}` as Ticker;
  return undefined;
}

// Listings have five digits, indices letters.
function hongKongCode(code: string): string {
  return /^\d/.test(code) ? code.padStart(5, '0') : code.toUpperCase();
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
  return ticker.slice(0, 2) as Exchange;
}

/** The listing code without its exchange: `000625`, `00700`, `BABA`. */
export function codeOf(ticker: Ticker): string {
  return ticker.slice(2);
}
