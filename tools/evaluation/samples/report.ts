import type { ReadQuote } from '../../../src/quotes/provider.ts';
import type { Ticker } from '../../../src/tickers/ticker.ts';

/** The result of checking a recorded answer: lines about the parsed values, and faults. */
export interface SampleReport {
  readonly lines: readonly string[];
  readonly faults: readonly string[];
}

export function notReadByUs(why: string): SampleReport {
  return { lines: [`not read by us: ${why}`], faults: [] };
}

export function joined(reports: readonly SampleReport[]): SampleReport {
  return {
    lines: reports.flatMap(({ lines }) => lines),
    faults: reports.flatMap(({ faults }) => faults),
  };
}

/** Formats a quote as one line. */
export function lineOf(ticker: Ticker, quote: ReadQuote): string {
  const { name, price, previousClose, change, volume, amount, quotedAt, state } = quote;
  const figures = { price, previousClose, change, volume, amount };
  return [
    ticker,
    name,
    ...Object.entries(figures).map(([what, value]) => `${what} ${value}`),
    quotedAt,
    state,
  ].join('  ');
}
