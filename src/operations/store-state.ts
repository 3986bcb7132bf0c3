import { DELIVERY_QUEUE, type DeliveryQueue } from '../queue/delivery-queue.ts';
import { ENRICHMENT_QUEUE } from '../queue/enrichment-queue.ts';
import { queueState } from '../queue/queue-state.ts';
import { memoryHeadroom, orUnavailable, type RedisClient } from '../redis.ts';
import { storeNow } from '../redis-clock.ts';
import type { DriftWatch } from '../telemetry/drift.ts';
import type { StoreState } from '../telemetry/store-metrics-collector.ts';
import { memoizeFor } from './memoize-for.ts';
import { countStrays, type StrayResources } from './stray-articles.ts';

export interface StoreStateResources extends StrayResources {
  /** A producer's connection: what it is asked, it answers soon or not at all. */
  readonly redis: RedisClient;
  readonly webhooks: { readonly queue: DeliveryQueue };
  readonly drift: DriftWatch;
}

/** Strays are looked for among articles that have been open for minutes. */
const STRAYS_MEMOIZED_MS = 30_000;

/** Makes what reads how the store is now; what cannot be read in time is left out. @throws AppError `store_unavailable` where it is away. */
export function storeStateReader(resources: StoreStateResources): () => Promise<StoreState> {
  const { redis, queue, webhooks, ledger, drift } = resources;
  const strays = memoizeFor(STRAYS_MEMOIZED_MS, async () =>
    countStrays(resources, (await storeNow(redis)).getTime()),
  );
  return async () => {
    // A queue whose connection was never ready waits for it, however long.
    await orUnavailable(() => redis.ping());
    const now = (await storeNow(redis)).getTime();
    const [enrichment, delivery, ...rest] = await Promise.all([
      known(queueState(queue.bull, now)),
      known(queueState(webhooks.queue.bull, now)),
      known(ledger.totals()),
      known(strays()),
      known(drift.drifts()),
      known(memoryHeadroom(redis)),
    ]);
    const queues = {
      ...(enrichment ? { [ENRICHMENT_QUEUE]: enrichment } : {}),
      ...(delivery ? { [DELIVERY_QUEUE]: delivery } : {}),
    };
    const [totals, lying, drifts, headroom] = rest;
    return { queues, ledger: totals, strays: lying, drifts, headroom };
  };
}

function known<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch(() => undefined);
}
