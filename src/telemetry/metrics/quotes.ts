import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface QuoteMetrics {
  /** By provider and outcome: `answered`, or the code of the error. */
  readonly requests: Counter<'provider' | 'outcome'>;
  readonly seconds: Histogram<'provider'>;
  readonly tickers: Histogram<'provider'>;
  /**
   * Tickers by result of their lookup:
   * - `process`, `redis`: found in the cache of the process or in Redis.
   * - `asked`: requested from the providers.
   * - `negative`: found, and known to be unknown to every provider.
   * - `stale`: requested, but only an old quote was available.
   * - `missing`: requested, but there was no quote.
   */
  readonly lookups: Counter<'found'>;
  /** 1 while the circuit breaker of a provider is open. */
  readonly circuitOpen: Gauge<'provider'>;
}

export function quoteMetrics(registers: Registry[]): QuoteMetrics {
  return {
    requests: new Counter({
      name: 'tickerspan_quote_requests_total',
      help: 'Requests to quote providers, by outcome.',
      labelNames: ['provider', 'outcome'],
      registers,
    }),
    seconds: new Histogram({
      name: 'tickerspan_quote_request_duration_seconds',
      help: 'Time until a quote provider answered or failed.',
      labelNames: ['provider'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    tickers: new Histogram({
      name: 'tickerspan_quote_request_tickers',
      help: 'Tickers per request to a quote provider.',
      labelNames: ['provider'],
      buckets: [1, 2, 5, 10, 20, 40, 60],
      registers,
    }),
    lookups: new Counter({
      name: 'tickerspan_quote_lookups_total',
      help: 'Tickers looked up for articles, by where the quote was found.',
      labelNames: ['found'],
      registers,
    }),
    circuitOpen: new Gauge({
      name: 'tickerspan_provider_circuit_open',
      help: '1 while the circuit breaker of a quote provider is open because the provider failed.',
      labelNames: ['provider'],
      registers,
    }),
  };
}
