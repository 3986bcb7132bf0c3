import { collectDefaultMetrics, Registry } from 'prom-client';
import { type ArticleMetrics, articleMetrics } from './metrics/articles.ts';
import { type HttpMetrics, httpMetrics } from './metrics/http.ts';
import { type QuoteMetrics, quoteMetrics } from './metrics/quotes.ts';
import { type WebhookMetrics, webhookMetrics } from './metrics/webhooks.ts';

/** What a process counts, in Prometheus' words; base units: seconds, and ratios from 0 to 1. */
export interface Metrics {
  readonly registry: Registry;
  readonly http: HttpMetrics;
  readonly articles: ArticleMetrics;
  readonly quotes: QuoteMetrics;
  readonly webhooks: WebhookMetrics;
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
  return {
    registry,
    http: httpMetrics(registers),
    articles: articleMetrics(registers),
    quotes: quoteMetrics(registers),
    webhooks: webhookMetrics(registers),
  };
}
