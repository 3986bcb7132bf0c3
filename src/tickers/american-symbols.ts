import { EXCHANGE_WORDS } from './exchange-words.ts';
import { matchAt } from './fold-text.ts';
import { type Ticker, tickerFrom } from './ticker.ts';

/** A code that was found in a text, and where it ends. */
export interface FoundCode {
  readonly ticker: Ticker;
  readonly end: number;
}

/**
 * Reads an American symbol at an offset of a folded text, with its class of shares: `BABA`,
 * `BRK.B`, `BRK/B`, `BRK-B`.
 */
export function symbolAt(text: string, at: number): FoundCode | undefined {
  const whole = matchAt(SYMBOL, text, at)?.[0];
  if (whole === undefined) return undefined;
  const end = at + whole.length;
  // Warrants, units and preferred shares look like a class, but they are not shares of the company:
  // BRK/WS.
  if (OTHER_SECURITY.test(text.slice(end, end + MAX_SUFFIX))) return undefined;
  const ticker = tickerOfSymbol(whole);
  const venue = matchAt(VENUE, text, end)?.[0] ?? '';
  return ticker && { ticker, end: end + venue.length };
}

// After a slash, a hyphen or a blank only letters that name classes count. `A股` after a slash is
// the next item of a list. After a dot N, O and K are venues.
export const SYMBOL =
  /[A-Z]{1,5}(?![A-Za-z0-9])(?:(?:\.(?![NOK])|[/_-](?=[ABCV])| (?=[AB] {0,2}(?:[)\],;、/|]|US(?![A-Za-z]))))[A-Z](?![A-Za-z0-9]|股(?!价)))?/y;
const VENUE = /\.(?:US|OQ|ND|[NOK])(?![A-Za-z0-9])/y;
/** More characters than the pattern below can match. */
const MAX_SUFFIX = 12;
const OTHER_SECURITY = /^[/-](?:WS|WT|RT|UN?|W|PR?[A-Z]?)(?![A-Za-z0-9])/;

/** The listing of a written symbol. Reuters writes the class in lower case: `BRKb`. */
export function tickerOfSymbol(written: string): Ticker | undefined {
  const symbol = written.replace(/[/_ -]/, '.').replace(/[a-c]$/, (series) => `.${series.toUpperCase()}`);
  return tickerFrom(`us${symbol}`);
}

/** Abbreviations that occur beside an exchange and are not symbols there. */
const WORDS = new Set(
  (
    'US USA UK EU UN CN JP KR HK TW SG CA AU IN DE FR CHINA JAPAN IPO ETF ETFS ADR ADRS ADS REIT SPAC GDR CDR ' +
    'CEO CFO CTO COO GDP CPI PPI PMI USD CNY HKD RMB EUR JPY AI VR IT PE PB ' +
    'FED FOMC SEC FDA DOJ FTC FCC FBI CIA NSA DOE DOD NASA NBA NFL MIT UCLA WHO WTO IMF NATO OPEC DC NY LA'
  ).split(' '),
);

/** Whether letters beside an exchange are a word rather than a symbol. */
export function isWord(code: string): boolean {
  return WORDS.has(code) || EXCHANGE_WORDS.some(({ word }) => word.length > 2 && word === code);
}
