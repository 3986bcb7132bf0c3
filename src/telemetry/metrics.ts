import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What a process counts, in Prometheus' words; base units: seconds, and ratios from 0 to 1. */
export interface Metrics {
  readonly registry: Registry;
  readonly quotes: QuoteMetrics;
}

export interface QuoteMetrics {
  /** By provider and outcome: `answered`, or the code of the error. */
  readonly requests: Counter<'provider' | 'outcome'>;
  readonly seconds: Histogram<'provider'>;
  readonly tickers: Histogram<'provider'>;
  /** By where a ticker was found: `process`, `redis`, `asked`; `stale` counts those for which an old quote had to do. */
  readonly lookups: Counter<'found'>;
  /** 1 while a provider rests because it failed. */
  readonly resting: Gauge<'provider'>;
}

/** Gauges of prom-client whose names say that they are counters; the sums by type stand beside them. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** The metrics of one process, with those of Node.js itself; a labelled one is there from its first count on. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const registers = [registry];
  const quotes: QuoteMetrics = {
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
    resting: new Gauge({
      name: 'tickerspan_quote_provider_resting',
      help: 'Whether a quote provider is left in peace because it failed.',
      labelNames: ['provider'],
      registers,
    }),
  };
  return { registry, quotes };
}
