import { memoizeFor } from '../async/memoize-for.ts';
import { ENRICHMENT_QUEUE } from '../queue/enrichment-queue.ts';
import { queueState } from '../queue/queue-state.ts';
import { storeNow } from '../redis/clock.ts';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';
import { memoryHeadroom } from '../redis/info.ts';
import type { DriftDetector } from '../telemetry/drift.ts';
import type { StoreState } from '../telemetry/store-metrics-collector.ts';
import { DELIVERY_QUEUE, type DeliveryQueue } from '../webhooks/delivery-queue.ts';
import { countOrphans, type OrphanResources } from './orphans.ts';

export interface StoreStateResources extends OrphanResources {
  /** A connection that answers soon or fails. */
  readonly redis: RedisClient;
  readonly webhooks: { readonly queue: DeliveryQueue };
  readonly drift: DriftDetector;
}

/** Orphans have been open for minutes, so the count may be this old. */
const ORPHANS_MEMOIZED_MS = 30_000;

/**
 * Creates a reader for a snapshot of the store. Parts that time out are omitted.
 * @throws AppError `store_unavailable` if the store is away.
 */
export function storeStateReader(resources: StoreStateResources): () => Promise<StoreState> {
  const { redis, queue, webhooks, ledger, drift } = resources;
  const orphans = memoizeFor(ORPHANS_MEMOIZED_MS, async () =>
    countOrphans(resources, (await storeNow(redis)).getTime()),
  );
  return async () => {
    // A queue whose connection was never ready waits forever.
    await orUnavailable(() => redis.ping());
    const now = (await storeNow(redis)).getTime();
    const [enrichment, delivery, ...rest] = await Promise.all([
      known(queueState(queue.bull, now)),
      known(queueState(webhooks.queue.bull, now)),
      known(ledger.totals()),
      known(orphans()),
      known(drift.drifts()),
      known(memoryHeadroom(redis)),
    ]);
    const queues = {
      ...(enrichment ? { [ENRICHMENT_QUEUE]: enrichment } : {}),
      ...(delivery ? { [DELIVERY_QUEUE]: delivery } : {}),
    };
    const [totals, lying, drifts, headroom] = rest;
    return { queues, ledger: totals, orphans: lying, drifts, headroom };
  };
}

function known<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch(() => undefined);
}
