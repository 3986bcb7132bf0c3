import { labelled } from '../../deploy/checks/metric-names.ts';

/** Metrics that dashboard and alerts ask for and that no process exports yet. */
export const COMING_METRICS = labelled([
  ['tickerspan_articles_accepted_total', 'counter', []],
  ['tickerspan_articles_duplicate_total', 'counter', []],
  ['tickerspan_submissions_refused_total', 'counter', ['code']],
  ['tickerspan_http_request_duration_seconds', 'histogram', ['method', 'route', 'status']],
  ['tickerspan_queue_jobs', 'gauge', ['queue', 'state']],
  ['tickerspan_queue_oldest_waiting_age_seconds', 'gauge', ['queue']],
  ['tickerspan_ledger_articles', 'gauge', ['outcome']],
  ['tickerspan_ledger_in_flight', 'gauge', []],
  ['tickerspan_ledger_imbalance', 'gauge', []],
  ['tickerspan_ledger_strays', 'gauge', []],
  ['tickerspan_drift_alarm', 'gauge', ['source', 'dialect']],
  ['tickerspan_redis_up', 'gauge', []],
  ['tickerspan_redis_memory_headroom_ratio', 'gauge', []],
  ['tickerspan_feed_listeners', 'gauge', []],
  ['tickerspan_articles_enriched_total', 'counter', []],
  ['tickerspan_articles_failed_total', 'counter', ['code']],
  ['tickerspan_article_wait_seconds', 'histogram', []],
  ['tickerspan_article_run_seconds', 'histogram', []],
  ['tickerspan_article_end_to_end_seconds', 'histogram', []],
  ['tickerspan_mentions_total', 'counter', ['dialect', 'verdict']],
  ['tickerspan_webhook_attempts_total', 'counter', ['outcome']],
  ['tickerspan_webhook_delivery_age_seconds', 'histogram', []],
  ['tickerspan_worker_consuming', 'gauge', []],
]);
