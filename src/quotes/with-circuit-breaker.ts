import type { CircuitBreaker } from './circuit-breaker.ts';
import type { BarSource } from './daily-bars.ts';
import type { QuoteSource } from './quote-source.ts';

/** Puts a circuit breaker around a source. */
export function withCircuitBreaker(source: QuoteSource, breaker: CircuitBreaker): QuoteSource {
  return {
    name: source.name,
    quotesFor: (tickers, options) =>
      // Without tickers no request is sent, so the circuit does not matter.
      tickers.length === 0
        ? source.quotesFor(tickers, options)
        : breaker.guard(() => source.quotesFor(tickers, options), options.signal),
  };
}

/** Like {@link withCircuitBreaker}, for a source of past days. */
export function withBarCircuitBreaker(source: BarSource, breaker: CircuitBreaker): BarSource {
  return {
    name: source.name,
    barsUntil: (ticker, date, options) =>
      breaker.guard(() => source.barsUntil(ticker, date, options), options.signal),
  };
}
