import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface HttpMetrics {
  /** By method, route (`none` where there is none) and status; without streams and requests that were held as they wished. */
  readonly seconds: Histogram<'method' | 'route' | 'status'>;
  /** Articles that were not taken, by the problem's code; a line of a bulk submission is one. */
  readonly refused: Counter<'code'>;
  /** Articles that were new. */
  readonly accepted: Counter;
  /** Articles that were known already. */
  readonly duplicates: Counter;
  /** Who waits for news of the feed, at the moment. */
  readonly listeners: Gauge;
}

export function httpMetrics(registers: Registry[]): HttpMetrics {
  return {
    seconds: new Histogram({
      name: 'tickerspan_http_request_duration_seconds',
      help: 'How long requests took to be answered; streams and requests that asked to be held are not among them.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    refused: new Counter({
      name: 'tickerspan_submissions_refused_total',
      help: 'Submitted articles that were not taken, by why.',
      labelNames: ['code'],
      registers,
    }),
    accepted: new Counter({
      name: 'tickerspan_articles_accepted_total',
      help: 'Submitted articles that were new.',
      registers,
    }),
    duplicates: new Counter({
      name: 'tickerspan_articles_duplicate_total',
      help: 'Submitted articles that were known already.',
      registers,
    }),
    listeners: new Gauge({
      name: 'tickerspan_feed_listeners',
      help: 'Streams and held requests that wait for news of the feed.',
      registers,
    }),
  };
}
