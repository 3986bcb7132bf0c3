import { ArticleStore } from '../articles/lifecycle/article-store.ts';
import { PendingSteps } from '../articles/lifecycle/pending-steps.ts';
import { ArticleFeed } from '../feed/article-feed.ts';
import { Ledger } from '../ledger/ledger.ts';
import { createEnrichmentQueue, type EnrichmentQueue } from '../queue/enrichment-queue.ts';
import { connectRedis, type RedisBehavior, type RedisClient } from '../redis/connect.ts';
import type { RedisTarget } from '../redis/target.ts';
import type { ShutdownStep } from '../shutdown.ts';
import { DriftDetector } from '../telemetry/drift.ts';
import type { Tracing } from '../telemetry/trace.ts';
import { createWebhooks, type WebhookSettings, type Webhooks } from '../webhooks/webhooks.ts';

export interface StoreSettings {
  readonly redis: RedisTarget;
  readonly articles: { readonly ttlSeconds: number };
  readonly feed: { readonly maxLength: number };
  readonly webhooks: WebhookSettings;
}

export interface StoreOptions {
  readonly connection: RedisBehavior;
  /** A second connection, for large reads. Unset: `connection` serves them too. */
  readonly readConnection?: RedisBehavior;
  readonly onError: (error: Error) => void;
  /** Called each time that the connection is ready. */
  readonly onReady?: (redis: RedisClient) => void;
  /** Unset: jobs are not traced. */
  readonly tracing?: Pick<Tracing, 'bull'>;
}

/** Everything that uses the Redis of articles and queues. */
export interface Store {
  readonly redis: RedisClient;
  /** The connection for large reads. */
  readonly reads: RedisClient;
  readonly articles: ArticleStore;
  readonly feed: ArticleFeed;
  readonly queue: EnrichmentQueue;
  readonly webhooks: Webhooks;
  readonly ledger: Ledger;
  readonly pending: PendingSteps;
  readonly drift: DriftDetector;
  /** The steps that close it, in order. */
  readonly closing: readonly ShutdownStep[];
}

/** Opens the store. It connects in the background and reconnects by itself. */
export function openStore(
  { redis: target, articles, feed, webhooks: webhookSettings }: StoreSettings,
  { connection, readConnection, onError, onReady, tracing }: StoreOptions,
): Store {
  const redis = connectRedis(target, connection, onError);
  const reads = readConnection ? connectRedis(target, readConnection, onError) : redis;
  if (onReady) redis.on('ready', () => onReady(redis));
  const queue = createEnrichmentQueue(redis, onError, tracing?.bull);
  const webhooks = createWebhooks(redis, webhookSettings, onError, tracing?.bull);
  return {
    redis,
    reads,
    articles: new ArticleStore(redis, { ttlSeconds: articles.ttlSeconds, reads }),
    feed: new ArticleFeed(redis, { maxLength: feed.maxLength, reads }),
    queue,
    webhooks,
    ledger: new Ledger(redis),
    pending: new PendingSteps(redis),
    drift: new DriftDetector(redis),
    closing: [
      { name: 'queues', close: () => Promise.all([queue.close(), webhooks.queue.close()]) },
      { name: 'redis', close: () => [redis, reads].map((client) => client.disconnect()) },
    ],
  };
}
