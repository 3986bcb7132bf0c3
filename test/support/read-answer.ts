import type { ReadQuote, WireFormat } from '../../src/quotes/provider.ts';
import { parseTicker } from '../../src/tickers/ticker.ts';

const FETCHED_AT = new Date('2026-09-30T06:10:21Z');

/**
 * Returns the quotes that a format reads in an answer, by ticker, for the requested `codes`.
 * Without codes it returns all mainland quotes in the answer. A voided answer is an error here.
 */
export function readAnswer(
  format: WireFormat,
  bytes: Uint8Array,
  codes: readonly string[] = mainlandCodesIn(bytes),
  fetchedAt = FETCHED_AT,
): ReadonlyMap<string, ReadQuote> {
  const asked = codes.map(parseTicker);
  const tickers = new Map(
    asked.flatMap((ticker) => format.keysOf(ticker).map((key) => [key, ticker] as const)),
  );
  const quotes = format.read(bytes, { tickers, fetchedAt });
  if (quotes === undefined) throw new Error('the whole answer is void');
  return quotes;
}

function mainlandCodesIn(bytes: Uint8Array): readonly string[] {
  const codes = new TextDecoder().decode(bytes).match(/(?<=_)(?:sh|sz|bj)\d{6}(?==)/g);
  return codes ?? ['sz000625'];
}
