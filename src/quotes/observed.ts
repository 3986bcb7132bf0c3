import { isAppError } from '../errors.ts';
import type { BarSource } from './daily-bars.ts';
import type { QuoteSource } from './quote-source.ts';

/** One question to a provider, and its outcome. */
export interface ProviderRequest {
  readonly provider: string;
  readonly tickers: number;
  readonly seconds: number;
  /** `answered`, or the code of the error. */
  readonly outcome: string;
}

/** One question to a provider, before it is asked. */
export interface ProviderQuestion {
  readonly provider: string;
  readonly tickers: number;
}

/** Runs a question as a part of a trace, and returns its answer. */
export type TraceQuestion = <T>(question: ProviderQuestion, ask: () => Promise<T>) => Promise<T>;

export interface SourceObserver {
  /** Called when a question to a quote provider has ended. */
  onRequest?(request: ProviderRequest): void;
  /**
   * Runs each question. A question that several callers share belongs to the trace of the first.
   */
  trace?: TraceQuestion;
}

const untraced: TraceQuestion = (_question, ask) => ask();

/** Puts tracing and measuring around a source. Without tickers no request is sent. */
export function observed(
  source: QuoteSource,
  { onRequest = () => {}, trace = untraced }: SourceObserver,
): QuoteSource {
  return {
    name: source.name,
    async quotesFor(tickers, options) {
      if (tickers.length === 0) return await source.quotesFor(tickers, options);
      const question: ProviderQuestion = { provider: source.name, tickers: tickers.length };
      const started = performance.now();
      let outcome = 'answered';
      try {
        return await trace(question, () => source.quotesFor(tickers, options));
      } catch (error) {
        outcome = isAppError(error) ? error.code : 'bug';
        throw error;
      } finally {
        onRequest({ ...question, seconds: (performance.now() - started) / 1000, outcome });
      }
    },
  };
}

/** Puts tracing around a source of closing prices, under the name `provider`. */
export function observedBars(
  source: BarSource,
  provider: string,
  { trace = untraced }: SourceObserver,
): BarSource {
  return {
    name: source.name,
    barsUntil: (ticker, date, options) =>
      trace({ provider, tickers: 1 }, () => source.barsUntil(ticker, date, options)),
  };
}
