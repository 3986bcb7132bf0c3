import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface QuoteMetrics {
  /** By provider and outcome: `answered`, or the code of the error. */
  readonly requests: Counter<'provider' | 'outcome'>;
  readonly seconds: Histogram<'provider'>;
  readonly tickers: Histogram<'provider'>;
  /** By where a ticker was found: `process`, `redis`, `asked`; of those found, `negative` counts what nobody is known to know, and of those asked, `stale` those for which an old quote had to do and `missing` those that got none. */
  readonly lookups: Counter<'found'>;
  /** 1 while the circuit breaker of a provider is open. */
  readonly circuitOpen: Gauge<'provider'>;
}

export function quoteMetrics(registers: Registry[]): QuoteMetrics {
  return {
    requests: new Counter({
      name: 'tickerspan_quote_requests_total',
      help: 'Requests to quote providers, by what came of them.',
      labelNames: ['provider', 'outcome'],
      registers,
    }),
    seconds: new Histogram({
      name: 'tickerspan_quote_request_duration_seconds',
      help: 'How long quote providers took to answer or fail.',
      labelNames: ['provider'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    tickers: new Histogram({
      name: 'tickerspan_quote_request_tickers',
      help: 'How many tickers one request to a quote provider asked for.',
      labelNames: ['provider'],
      buckets: [1, 2, 5, 10, 20, 40, 60],
      registers,
    }),
    lookups: new Counter({
      name: 'tickerspan_quote_lookups_total',
      help: 'Tickers that articles asked quotes for, by where they were found.',
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
