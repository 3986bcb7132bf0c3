import { Gauge, type Registry } from 'prom-client';

/** What is told of Redis and what is in it. */
export interface StoreMetrics {
  readonly up: Gauge;
  readonly headroom: Gauge;
  readonly jobs: Gauge<'queue' | 'state'>;
  readonly paused: Gauge<'queue'>;
  readonly oldestWaitingSeconds: Gauge<'queue'>;
  /** The ledger, of all time. */
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
    headroom: gauge(
      'redis_memory_headroom_ratio',
      'The share of maxmemory that is free; 1 where none is set.',
    ),
    jobs: gauge('queue_jobs', 'Jobs of a queue by state.', ['queue', 'state']),
    paused: gauge('queue_paused', 'Whether a queue was paused by an operator.', ['queue']),
    oldestWaitingSeconds: gauge(
      'queue_oldest_waiting_age_seconds',
      'How long the oldest job waits that was never tried.',
      ['queue'],
    ),
    articles: gauge(
      'ledger_articles',
      'Articles that were accepted, and how they have ended, since the beginning.',
      ['outcome'],
    ),
    inFlight: gauge('ledger_in_flight', 'Articles that were accepted and have not ended.'),
    imbalance: gauge(
      'ledger_imbalance',
      'Accepted articles less those that ended or are in flight: 0 if the ledger balances.',
    ),
    orphans: gauge('ledger_orphans', 'Articles in flight for minutes without a job, among the oldest 100.'),
    drift: gauge(
      'drift_alarm',
      'Sources whose articles hold far fewer mentions of a dialect than they did.',
      ['source', 'dialect'],
    ),
  };
}
