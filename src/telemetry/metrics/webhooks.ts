import { Counter, Histogram, type Registry } from 'prom-client';

export interface WebhookMetrics {
  /** By outcome: `delivered`, `failed` (will be retried), `gone` or `refused`. */
  readonly attempts: Counter<'outcome'>;
  /** From queueing a delivery until it succeeded. */
  readonly ageSeconds: Histogram;
}

export function webhookMetrics(registers: Registry[]): WebhookMetrics {
  return {
    attempts: new Counter({
      name: 'tickerspan_webhook_attempts_total',
      help: 'Attempts at delivering a webhook, by what came of them.',
      labelNames: ['outcome'],
      registers,
    }),
    ageSeconds: new Histogram({
      name: 'tickerspan_webhook_delivery_age_seconds',
      help: 'How old webhooks were when they were delivered.',
      buckets: [0.05, 0.25, 1, 5, 30, 300, 1800, 7200, 43_200, 86_400],
      registers,
    }),
  };
}
