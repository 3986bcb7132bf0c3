import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface HttpMetrics {
  /** By method, route (`none` if no route matched) and status. Without streams and long polls. */
  readonly seconds: Histogram<'method' | 'route' | 'status'>;
  /** Refused articles, by the problem's code. Each line of a bulk submission counts. */
  readonly refused: Counter<'code'>;
  /** Articles that were new. */
  readonly accepted: Counter;
  /** Articles that were known already. */
  readonly duplicates: Counter;
  /** Current listeners of the feed. */
  readonly listeners: Gauge;
}

export function httpMetrics(registers: Registry[]): HttpMetrics {
  return {
    seconds: new Histogram({
      name: 'tickerspan_http_request_duration_seconds',
      help: 'Duration of requests, without streams and long polls.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    refused: new Counter({
      name: 'tickerspan_submissions_refused_total',
      help: 'Refused articles, by code.',
      labelNames: ['code'],
      registers,
    }),
    accepted: new Counter({
      name: 'tickerspan_articles_accepted_total',
      help: 'Accepted articles that were new.',
      registers,
    }),
    duplicates: new Counter({
      name: 'tickerspan_articles_duplicate_total',
      help: 'Submitted articles that were already known.',
      registers,
    }),
    listeners: new Gauge({
      name: 'tickerspan_feed_listeners',
      help: 'Streams and long polls that wait for the feed.',
      registers,
    }),
  };
}
