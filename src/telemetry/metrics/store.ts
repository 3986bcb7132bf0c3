import { Gauge, type Registry } from 'prom-client';

/** Metrics about Redis and its content. */
export interface StoreMetrics {
  readonly up: Gauge;
  readonly headroom: Gauge;
  readonly jobs: Gauge<'queue' | 'state'>;
  readonly paused: Gauge<'queue'>;
  readonly oldestWaitingSeconds: Gauge<'queue'>;
  /** The totals of the ledger since the beginning. */
  readonly articles: Gauge<'outcome'>;
  readonly inFlight: Gauge;
  readonly imbalance: Gauge;
  readonly orphans: Gauge;
  /** 1 for each source and dialect that has drifted. */
  readonly drift: Gauge<'source' | 'dialect'>;
}

export function storeMetrics(registers: Registry[]): StoreMetrics {
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge<Label>({ name: `tickerspan_${name}`, help, labelNames, registers });
  return {
    up: gauge('redis_up', 'Whether Redis answers.'),
    headroom: gauge('redis_memory_headroom_ratio', 'The free share of maxmemory; 1 if maxmemory is not set.'),
    jobs: gauge('queue_jobs', 'Jobs of a queue by state.', ['queue', 'state']),
    paused: gauge('queue_paused', '1 if an operator paused the queue.', ['queue']),
    oldestWaitingSeconds: gauge(
      'queue_oldest_waiting_age_seconds',
      'Age of the oldest waiting job that was never tried.',
      ['queue'],
    ),
    articles: gauge('ledger_articles', 'Accepted articles and their outcomes since the beginning.', [
      'outcome',
    ]),
    inFlight: gauge('ledger_in_flight', 'Accepted articles that are not finished.'),
    imbalance: gauge(
      'ledger_imbalance',
      'Accepted articles minus finished ones and those in flight: 0 if the ledger balances.',
    ),
    orphans: gauge('ledger_orphans', 'Articles in flight for minutes without a job, among the oldest 100.'),
    drift: gauge(
      'drift_alarm',
      '1 for a source whose articles have far fewer mentions of a dialect than before.',
      ['source', 'dialect'],
    ),
  };
}
