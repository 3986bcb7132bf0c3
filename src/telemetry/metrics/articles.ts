import { Counter, Histogram, type Registry } from 'prom-client';

export interface ArticleMetrics {
  readonly enriched: Counter;
  /** By the code of the problem. */
  readonly failed: Counter<'code'>;
  /** From being queued to being taken in hand for the first time. */
  readonly waitSeconds: Histogram;
  /** One attempt that succeeded. */
  readonly runSeconds: Histogram;
  /** From being queued to being readable. */
  readonly endToEndSeconds: Histogram;
  /** Mentions that were found, by dialect and verdict: `genuine` or `false`. */
  readonly mentions: Counter<'dialect' | 'verdict'>;
  /** Articles that a worker mended because no other step would have ended them, by what was done. */
  readonly reconciled: Counter<'kind'>;
}

export function articleMetrics(registers: Registry[]): ArticleMetrics {
  return {
    enriched: new Counter({
      name: 'tickerspan_articles_enriched_total',
      help: 'Revisions of articles that were enriched.',
      registers,
    }),
    failed: new Counter({
      name: 'tickerspan_articles_failed_total',
      help: 'Articles that could not be enriched, by why.',
      labelNames: ['code'],
      registers,
    }),
    waitSeconds: new Histogram({
      name: 'tickerspan_article_wait_seconds',
      help: 'How long articles waited to be taken in hand for the first time.',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900],
      registers,
    }),
    runSeconds: new Histogram({
      name: 'tickerspan_article_run_seconds',
      help: 'How long it took to enrich an article once it was in hand.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    endToEndSeconds: new Histogram({
      name: 'tickerspan_article_end_to_end_seconds',
      help: 'How long it took from when an article was queued until it could be read.',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900],
      registers,
    }),
    mentions: new Counter({
      name: 'tickerspan_mentions_total',
      help: 'Mentions that were found, by dialect and whether they were judged genuine.',
      labelNames: ['dialect', 'verdict'],
      registers,
    }),
    reconciled: new Counter({
      name: 'tickerspan_reconciled_total',
      help: 'Articles that were mended because no other step would have ended them, by what was done.',
      labelNames: ['kind'],
      registers,
    }),
  };
}
