import { type Ticker, tickerFrom } from './ticker.ts';

/**
 * Whether a ticker is one of the codes that Beijing's listings had before they all got one with 920 in 2025. Articles of
 * 2021 carry them, and quote providers answer them with a row that no longer moves. They remain tickers of their own.
 */
export function isRetiredBeijingCode(ticker: Ticker): boolean {
  return /^bj(?:43|83|87|88)/.test(ticker);
}

/**
 * Moves that have been seen: 安徽凤凰 in a quote row, 方大新材 in the documentation of Tushare's `bse_mapping`. Most listings
 * kept their last three digits, but not all, so that the new code is no matter of a rule.
 */
const MOVES: ReadonlyMap<string, string> = new Map([
  ['bj832000', 'bj920000'],
  ['bj838163', 'bj920163'],
]);

/** The code that a retired one was replaced with, where it is known. */
export function successorOf(ticker: Ticker): Ticker | undefined {
  return tickerFrom(MOVES.get(ticker) ?? '');
}
