import { AppError } from '../errors.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { ReadQuote } from './provider.ts';

/**
 * Returns the rows of an answer in JavaScript, such as `var hq_str_sz000625="…";` or
 * `v_sz000625="…";`. The key of a row is what stands between the prefix and the equals sign.
 *
 * @throws AppError `provider_answer_invalid` if there is no row, or the last one is cut off.
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
 * Returns the JSON of an answer in UTF-8, even if it is wrapped in JavaScript: `callback({…});` or
 * `name={…}`.
 * @throws AppError `provider_answer_invalid` if it is not JSON.
 */
export function jsonIn(provider: string, bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes).trim();
  const [, called, assigned] = WRAPPED.exec(text) ?? [];
  try {
    return JSON.parse(called ?? assigned ?? text);
  } catch {
    throw notAnswered(provider, 'no JSON', text);
  }
}

const WRAPPED = /^[\w$.]{1,80}(?:\(([\s\S]*)\)|=([\s\S]*?));?$/;

/**
 * Returns the quotes of the rows whose key was asked for.
 * @param quoteOf returns undefined for a row without a quote.
 * @throws AppError `provider_answer_invalid` if there are rows, but none of them was asked for.
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
    // A listing that moved to another venue may have a row at each. The younger one is right.
    if (quote && (!other || quote.quotedAt > other.quotedAt)) quotes.set(ticker, quote);
  }
  if (!isAnswer) throw notAnswered(provider, 'what was not asked', [...rows.keys()].join());
  return quotes;
}

/** The error for an answer that does not fit the question. Quotes 80 characters of `text`. */
export function notAnswered(provider: string, what: string, text: string): AppError {
  return new AppError(
    'provider_answer_invalid',
    `${provider} answered ${what}: ${JSON.stringify(text.slice(0, 80))}`,
  );
}
