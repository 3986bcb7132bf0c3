import { type Config, loadConfig } from '../../config/index.ts';
import { ArticleStore } from '../../src/articles/article-store.ts';
import { CallbackStore } from '../../src/articles/callback-store.ts';
import { ArticleFeed } from '../../src/feed/article-feed.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { Deliveries } from '../../src/queue/deliveries.ts';
import { createDeliveryQueue, type DeliveryQueue } from '../../src/queue/delivery-queue.ts';
import { createEnrichmentQueue, type EnrichmentQueue } from '../../src/queue/enrichment-queue.ts';
import { PendingSteps } from '../../src/queue/pending-steps.ts';
import { storeNow } from '../../src/redis/clock.ts';
import { connected, connectRedis, describeRedis, type RedisClient } from '../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../src/redis/connections.ts';
import { DriftDetector } from '../../src/telemetry/drift.ts';
import { EndpointBoard } from '../../src/webhooks/endpoint-board.ts';
import { UnreachableError } from '../api.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** The store as commands see it that work on it without the API. */
export interface OperatorStore {
  readonly config: Config;
  readonly redis: RedisClient;
  readonly articles: ArticleStore;
  readonly feed: ArticleFeed;
  readonly queue: EnrichmentQueue;
  readonly ledger: Ledger;
  readonly pending: PendingSteps;
  readonly deliveries: Deliveries;
  readonly deliveryQueue: DeliveryQueue;
  readonly drift: DriftDetector;
  readonly endpoints: EndpointBoard;
}

const TIMEOUT_MS = 3000;

/** What operators ask for may take its time. */
const OPERATOR_CONNECTION = { ...PRODUCER_CONNECTION, commandTimeout: 30_000, socketTimeout: 30_000 };

/**
 * Lends the store that the settings name, and closes it behind that.
 * @throws ConfigError for settings that cannot be used, {@link UnreachableError} for a Redis that does not answer.
 */
export async function withStore<T>(env: Env, use: (store: OperatorStore) => Promise<T>): Promise<T> {
  const config = loadConfig(env);
  let reason = `it has not answered in ${TIMEOUT_MS / 1000} s`;
  const onError = (error: Error): void => {
    reason = error.message;
  };
  const redis = connectRedis(config.redis, OPERATOR_CONNECTION, onError);
  try {
    await connected(redis, TIMEOUT_MS);
    if (redis.status !== 'ready')
      throw new UnreachableError(`Redis at ${describeRedis(config.redis)} cannot be reached: ${reason}`);
    const queue = createEnrichmentQueue(redis, onError);
    const deliveryQueue = createDeliveryQueue(redis, onError);
    try {
      return await use({
        config,
        redis,
        articles: new ArticleStore(redis, config.articles),
        feed: new ArticleFeed(redis, config.feed),
        queue,
        ledger: new Ledger(redis),
        pending: new PendingSteps(redis),
        deliveries: new Deliveries(new CallbackStore(redis), deliveryQueue, () => storeNow(redis)),
        deliveryQueue,
        drift: new DriftDetector(redis),
        endpoints: new EndpointBoard(redis),
      });
    } finally {
      await Promise.allSettled([queue.close(), deliveryQueue.close()]);
    }
  } finally {
    redis.disconnect();
  }
}
