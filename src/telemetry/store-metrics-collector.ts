import type { Registry } from 'prom-client';
import { memoizeFor } from '../async/memoize-for.ts';
import { messageOf } from '../errors.ts';
import type { LedgerTotals } from '../ledger/ledger-report.ts';
import type { Logger } from '../logger.ts';
import type { Drift } from './drift.ts';
import { type StoreMetrics, storeMetrics } from './metrics/store.ts';

/** The state that all processes share, at one moment. undefined: it could not be read in time. */
export interface StoreState {
  readonly queues: Readonly<Record<string, QueueMetrics>>;
  readonly ledger: LedgerTotals | undefined;
  /** How many of the articles that have been open for longest have no job. */
  readonly orphans: number | undefined;
  readonly drifts: readonly Drift[] | undefined;
  /** The share of Redis' memory that is free, 0 to 1. */
  readonly headroom: number | undefined;
}

export interface QueueMetrics {
  /** By state. */
  readonly jobs: Readonly<Record<string, number>>;
  readonly isPaused: boolean;
  readonly oldestWaitingSeconds: number;
}

const OUTCOMES = ['accepted', 'enriched', 'failed', 'expired', 'deleted', 'lost'] as const;

/**
 * Returns a function that sets the store metrics of a registry to the current state. Every process
 * reports the same values, so aggregate with `max`, not `sum`. While the store is down only
 * `tickerspan_redis_up` is reported, as 0.
 */
export function storeMetricsCollector(
  registry: Registry,
  read: () => Promise<StoreState>,
  logger: Logger,
): () => Promise<void> {
  const metrics = storeMetrics([registry]);
  const look = async (): Promise<void> => {
    try {
      record(metrics, await read());
    } catch (error) {
      forget(metrics);
      logger.warn({ reason: messageOf(error) }, 'could not collect store metrics');
    }
  };
  // Share one reading among concurrent scrapes.
  return memoizeFor(0, look);
}

function record(metrics: StoreMetrics, { queues, ledger, orphans, drifts = [], headroom }: StoreState): void {
  forget(metrics);
  metrics.up.set(1);
  for (const [queue, { jobs, isPaused, oldestWaitingSeconds }] of Object.entries(queues)) {
    for (const [state, count] of Object.entries(jobs)) metrics.jobs.set({ queue, state }, count);
    metrics.paused.set({ queue }, isPaused ? 1 : 0);
    metrics.oldestWaitingSeconds.set({ queue }, oldestWaitingSeconds);
  }
  if (ledger) {
    for (const outcome of OUTCOMES) metrics.articles.set({ outcome }, ledger[outcome]);
    metrics.inFlight.set(ledger.inFlight);
    metrics.imbalance.set(ledger.imbalance);
  }
  if (orphans !== undefined) metrics.orphans.set(orphans);
  if (headroom !== undefined) metrics.headroom.set(headroom);
  for (const { source, dialect } of drifts) metrics.drift.set({ source: source ?? '', dialect }, 1);
}

function forget({ up, headroom, inFlight, imbalance, orphans, ...labelled }: StoreMetrics): void {
  up.set(0);
  for (const gauge of Object.values(labelled)) gauge.reset();
  // After a reset they would report 0.
  for (const gauge of [headroom, inFlight, imbalance, orphans]) gauge.remove();
}
