import { collectDefaultMetrics, Registry } from 'prom-client';
import { type ArticleMetrics, articleMetrics } from './metrics/articles.ts';
import { type HttpMetrics, httpMetrics } from './metrics/http.ts';
import { type QuoteMetrics, quoteMetrics } from './metrics/quotes.ts';
import { type WebhookMetrics, webhookMetrics } from './metrics/webhooks.ts';

/** The Prometheus metrics of a process. Base units: seconds, and ratios from 0 to 1. */
export interface Metrics {
  readonly registry: Registry;
  readonly http: HttpMetrics;
  readonly articles: ArticleMetrics;
  readonly quotes: QuoteMetrics;
  readonly webhooks: WebhookMetrics;
}

/** Gauges of prom-client that have the names of counters. The sums by type remain. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/**
 * Creates the metrics of one process, with those of Node.js. A metric with labels appears with its
 * first count.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const registers = [registry];
  return {
    registry,
    http: httpMetrics(registers),
    articles: articleMetrics(registers),
    quotes: quoteMetrics(registers),
    webhooks: webhookMetrics(registers),
  };
}
