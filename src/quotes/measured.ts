import { isAppError } from '../errors.ts';
import type { QuoteSource } from './quote-source.ts';

/** One question to a provider, and what came of it. */
export interface ProviderRequest {
  readonly provider: string;
  readonly tickers: number;
  readonly seconds: number;
  /** `answered`, or the code of the error. */
  readonly outcome: string;
}

/** The same source, with each question told when it has ended. */
export function measured(source: QuoteSource, onRequest: (request: ProviderRequest) => void): QuoteSource {
  return {
    name: source.name,
    async quotesFor(tickers, options) {
      const started = performance.now();
      let outcome = 'answered';
      try {
        return await source.quotesFor(tickers, options);
      } catch (error) {
        outcome = isAppError(error) ? error.code : 'bug';
        throw error;
      } finally {
        const seconds = (performance.now() - started) / 1000;
        if (tickers.length > 0)
          onRequest({ provider: source.name, tickers: tickers.length, seconds, outcome });
      }
    },
  };
}
