import { Counter, Histogram, type Registry } from 'prom-client';

export interface ArticleMetrics {
  readonly enriched: Counter;
  /** By the code of the problem. */
  readonly failed: Counter<'code'>;
  /** From queueing until a worker first takes the article. */
  readonly waitSeconds: Histogram;
  /** Duration of one successful attempt. */
  readonly runSeconds: Histogram;
  /** From queueing until the result is readable. */
  readonly endToEndSeconds: Histogram;
  /** Mentions by dialect and verdict: `genuine` or `false`. */
  readonly mentions: Counter<'dialect' | 'verdict'>;
  /** Articles that a worker repaired because no other step would have, by kind of repair. */
  readonly reconciled: Counter<'kind'>;
}

export function articleMetrics(registers: Registry[]): ArticleMetrics {
  return {
    enriched: new Counter({
      name: 'tickerspan_articles_enriched_total',
      help: 'Enriched revisions of articles.',
      registers,
    }),
    failed: new Counter({
      name: 'tickerspan_articles_failed_total',
      help: 'Articles that failed, by code.',
      labelNames: ['code'],
      registers,
    }),
    waitSeconds: new Histogram({
      name: 'tickerspan_article_wait_seconds',
      help: 'Time from queueing an article until a worker first takes it.',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900],
      registers,
    }),
    runSeconds: new Histogram({
      name: 'tickerspan_article_run_seconds',
      help: 'Duration of one successful enrichment.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    endToEndSeconds: new Histogram({
      name: 'tickerspan_article_end_to_end_seconds',
      help: 'Time from queueing an article until its result is readable.',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900],
      registers,
    }),
    mentions: new Counter({
      name: 'tickerspan_mentions_total',
      help: 'Mentions, by dialect and verdict.',
      labelNames: ['dialect', 'verdict'],
      registers,
    }),
    reconciled: new Counter({
      name: 'tickerspan_reconciled_total',
      help: 'Articles that workers repaired because no other step would have, by kind of repair.',
      labelNames: ['kind'],
      registers,
    }),
  };
}
