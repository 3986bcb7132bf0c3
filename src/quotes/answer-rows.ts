import { AppError } from '../errors.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { ReadQuote } from './provider.ts';

/**
 * The rows of an answer in the form of JavaScript, `var hq_str_sz000625="…";` or `v_sz000625="…";`, by what stands between
 * the prefix and the equals sign.
 *
 * @throws AppError `provider_answer_invalid` where there is none, or the last one is cut.
 */
export function scriptRowsIn(provider: string, text: string, prefix: string): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  for (const [, name = '', row = ''] of text.matchAll(/^([\w$. ]+)="([^"\n]*)";\s*$/gm)) {
    if (name.startsWith(prefix)) rows.set(name.slice(prefix.length), row);
  }
  if (rows.size === 0 || !text.trimEnd().endsWith(';')) throw notAnswered(provider, 'no complete rows', text);
  return rows;
}

/**
 * The quotes of the rows whose key was asked for; `quoteOf` gives undefined for a row that is none.
 * @throws AppError `provider_answer_invalid` where there are rows, but none that was asked for.
 */
export function quotesOfRows<Row>(
  provider: string,
  rows: ReadonlyMap<string, Row>,
  tickers: ReadonlyMap<string, Ticker>,
  quoteOf: (ticker: Ticker, row: Row) => ReadQuote | undefined,
): ReadonlyMap<Ticker, ReadQuote> {
  const quotes = new Map<Ticker, ReadQuote>();
  let isAnswer = false;
  for (const [key, row] of rows) {
    const ticker = tickers.get(key);
    if (ticker === undefined) continue;
    isAnswer = true;
    const quote = quoteOf(ticker, row);
    const other = quotes.get(ticker);
    // What moved to another venue may have a row at each: the younger one is it.
    if (quote && (!other || quote.quotedAt > other.quotedAt)) quotes.set(ticker, quote);
  }
  if (!isAnswer) throw notAnswered(provider, 'what was not asked', [...rows.keys()].join());
  return quotes;
}

/** That an answer is none to the question. The message has its first 80 characters. */
export function notAnswered(provider: string, what: string, text: string): AppError {
  return new AppError(
    'provider_answer_invalid',
    `${provider} answered ${what}: ${JSON.stringify(text.slice(0, 80))}`,
  );
}
