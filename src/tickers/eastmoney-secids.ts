import { kindOf } from './markets.ts';
import { notationsOf } from './notations.ts';
import { codeOf, exchangeOf, type Ticker } from './ticker.ts';

/** Nasdaq, the New York Stock Exchange, NYSE American and Arca. */
const AMERICAN_MARKETS = ['105', '106', '107'] as const;

/**
 * The `secid`s under which Eastmoney may have a ticker: `0.000625`, `116.00700`, `100.HSI`. It tells American venues apart, which
 * a ticker does not, so that there are three of `usBRK.B`: `105.BRK_B`, `106.BRK_B`, `107.BRK_B`. None where it has none.
 */
export function secidsOf(ticker: Ticker): readonly string[] {
  const secid = notationsOf(ticker).eastmoney;
  if (secid !== undefined) return [secid];
  if (exchangeOf(ticker) !== 'us' || kindOf(ticker) === 'index') return [];
  const symbol = codeOf(ticker).replace('.', '_');
  return AMERICAN_MARKETS.map((market) => `${market}.${symbol}`);
}
