import type { BarSource } from './daily-bars.ts';
import type { QuoteSource } from './quote-source.ts';

/** What is about to be asked of a provider. */
export interface ProviderQuestion {
  readonly provider: string;
  readonly tickers: number;
}

/** Runs a question, as a part of a trace, and gives what it gives. */
export type TraceQuestion = <T>(question: ProviderQuestion, ask: () => Promise<T>) => Promise<T>;

export const untraced: TraceQuestion = (_question, ask) => ask();

/** The same source, each of whose questions `trace` runs. One that several wait for is run for who asked first. */
export function traced(source: QuoteSource, trace: TraceQuestion): QuoteSource {
  return {
    name: source.name,
    quotesFor: (tickers, options) =>
      tickers.length === 0
        ? source.quotesFor(tickers, options)
        : trace({ provider: source.name, tickers: tickers.length }, () => source.quotesFor(tickers, options)),
  };
}

/** As {@link traced}, for a source of past days. */
export function tracedBars(source: BarSource, provider: string, trace: TraceQuestion): BarSource {
  return {
    name: source.name,
    barsUntil: (ticker, date, options) =>
      trace({ provider, tickers: 1 }, () => source.barsUntil(ticker, date, options)),
  };
}
