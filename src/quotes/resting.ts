import type { BarSource } from './daily-bars.ts';
import type { ProviderRest } from './provider-rest.ts';
import type { QuoteSource } from './quote-source.ts';

/** The same source, which is left in peace for a while when it fails. */
export function resting(source: QuoteSource, rest: ProviderRest): QuoteSource {
  return {
    name: source.name,
    quotesFor: (tickers, options) =>
      // What asks nobody is answered during a rest too.
      tickers.length === 0
        ? source.quotesFor(tickers, options)
        : rest.guard(() => source.quotesFor(tickers, options), options.signal),
  };
}

/** As {@link resting}, for a source of past days. */
export function restingBars(source: BarSource, rest: ProviderRest): BarSource {
  return {
    name: source.name,
    barsUntil: (ticker, date, options) =>
      rest.guard(() => source.barsUntil(ticker, date, options), options.signal),
  };
}
