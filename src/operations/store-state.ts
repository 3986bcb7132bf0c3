import { DELIVERY_QUEUE, type DeliveryQueue } from '../queue/delivery-queue.ts';
import { ENRICHMENT_QUEUE } from '../queue/enrichment-queue.ts';
import { queueState } from '../queue/queue-state.ts';
import { memoryHeadroom, orUnavailable, type RedisClient } from '../redis.ts';
import type { DriftWatch } from '../telemetry/drift.ts';
import type { StoreState } from '../telemetry/watch-store.ts';
import { countStrays, type StrayResources } from './stray-articles.ts';

export interface StoreStateResources extends StrayResources {
  /** A producer's connection: what it is asked, it answers soon or not at all. */
  readonly redis: RedisClient;
  readonly webhooks: { readonly queue: DeliveryQueue };
  readonly drift: DriftWatch;
}

/** How the store is now. @throws AppError `store_unavailable`. */
export async function storeState(resources: StoreStateResources): Promise<StoreState> {
  const { redis, queue, webhooks, ledger, drift } = resources;
  // A queue whose connection was never ready waits for it, however long.
  await orUnavailable(() => redis.ping());
  const now = Date.now();
  const [enrichment, delivery, totals, strays, drifts, headroom] = await Promise.all([
    orUnavailable(() => queueState(queue.bull, now)),
    orUnavailable(() => queueState(webhooks.queue.bull, now)),
    ledger.totals(),
    countStrays(resources, now),
    drift.drifts(),
    orUnavailable(() => memoryHeadroom(redis)),
  ]);
  const queues = { [ENRICHMENT_QUEUE]: enrichment, [DELIVERY_QUEUE]: delivery };
  return { queues, ledger: totals, strays, drifts, headroom };
}
