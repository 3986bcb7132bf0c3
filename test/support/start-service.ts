import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { ArticleStore } from '../../src/articles/article-store.ts';
import { CallbackStore } from '../../src/articles/callback-store.ts';
import { CompletionNotifier } from '../../src/articles/completion-notifier.ts';
import { ArticleFeed } from '../../src/feed/article-feed.ts';
import { FeedTail } from '../../src/feed/feed-tail.ts';
import { type AppOptions, createApp } from '../../src/http/app.ts';
import type { Key } from '../../src/http/authenticate.ts';
import type { FeedResources } from '../../src/http/get-feed.ts';
import { createHttpServer } from '../../src/http/server-options.ts';
import { createWebhooks, type WebhookSettings } from '../../src/http/webhooks.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { createLogger } from '../../src/logger.ts';
import { storeStateReader } from '../../src/operations/store-state.ts';
import { Deliveries } from '../../src/queue/deliveries.ts';
import { createDeliveryQueue } from '../../src/queue/delivery-queue.ts';
import { createDrainEstimate } from '../../src/queue/drain-estimate.ts';
import { createEnrichmentQueue } from '../../src/queue/enrichment-queue.ts';
import { PendingSteps } from '../../src/queue/pending-steps.ts';
import { CircuitBoard } from '../../src/quotes/circuit-board.ts';
import { type MarketHistoryOptions, marketHistory } from '../../src/quotes/market-history.ts';
import { type MarketQuotesOptions, marketQuotes } from '../../src/quotes/market-quotes.ts';
import { PROVIDERS } from '../../src/quotes/providers/table.ts';
import { connectRedis, connectSubscriber } from '../../src/redis/connect.ts';
import {
  LISTENER_CONNECTION,
  PRODUCER_CONNECTION,
  READER_CONNECTION,
  WORKER_CONNECTION,
} from '../../src/redis/connections.ts';
import { sha256 } from '../../src/sha256.ts';
import { DriftDetector } from '../../src/telemetry/drift.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { observeQuotes } from '../../src/telemetry/observe-quotes.ts';
import { storeMetricsCollector } from '../../src/telemetry/store-metrics-collector.ts';
import { NO_TRACING, type Tracing } from '../../src/telemetry/trace.ts';
import { createEnrichmentWorker } from '../../workers/enrichment-worker.ts';
import { tracked } from './open-resources.ts';

const quiet = createLogger('silent', 'test');
const ignore = (): void => {};

export interface Api extends AsyncDisposable {
  readonly url: string;
  readonly completions: CompletionNotifier;
  /** The route table: method and path, `get /v1/articles/:id`. */
  readonly routes: readonly string[];
  /** How many answers are being written. */
  pending(): number;
}

export interface ApiSettings {
  /** With their secrets; unset: everybody may call. */
  readonly keys?: readonly (Omit<Key, 'digest'> & { readonly secret: string })[];
  readonly ttlSeconds?: number;
  /** The origin of every quote provider; unset: none can be reached. */
  readonly quotesUrl?: string;
  readonly streaming?: FeedResources['streaming'];
  /** Unset: callbacks are refused. */
  readonly webhooks?: WebhookSettings;
  readonly tracing?: Tracing;
}

const DEFAULTS: Omit<AppOptions, 'keys'> = {
  maxBodyBytes: 5 * 1024 * 1024,
  timeZone: 'Asia/Shanghai',
  maxBufferedBytes: 96 * 1024 * 1024,
  adminReadWrite: false,
  rateLimitPerMinute: 0,
  maxQueueAgeSeconds: 300,
  minRedisHeadroom: 0.05,
};

/** The discard port, on which nothing listens. */
const NOBODY = 'http://127.0.0.1:9';

/** The API in this process on a free port, against the Redis at `redisUrl`. */
export async function startApi(
  redisUrl: string,
  options: Partial<Omit<AppOptions, 'keys'>> & ApiSettings = {},
): Promise<Api> {
  const {
    ttlSeconds = 3600,
    quotesUrl = NOBODY,
    streaming = {},
    webhooks: signing,
    tracing = NO_TRACING,
    keys: plainKeys = [],
    ...appOptions
  } = options;
  const keys = plainKeys.map(({ secret, ...key }) => ({ ...key, digest: sha256(secret) }));
  const redis = connectRedis({ kind: 'single', url: redisUrl }, PRODUCER_CONNECTION, ignore);
  const reads = connectRedis({ kind: 'single', url: redisUrl }, READER_CONNECTION, ignore);
  for (const client of [redis, reads]) if (client.status !== 'ready') await once(client, 'ready');
  const queue = createEnrichmentQueue(redis, ignore, tracing.bull);
  const signingOrNone = signing ?? { secrets: [], allowPrivate: false };
  const webhooks = createWebhooks(redis, signingOrNone, ignore, tracing.bull);
  const articles = new ArticleStore(redis, { ttlSeconds, reads });
  const listener = connectSubscriber({ kind: 'single', url: redisUrl }, LISTENER_CONNECTION, ignore);
  const completions = new CompletionNotifier(listener);
  const feed = new ArticleFeed(redis, { maxLength: 1_000_000, reads });
  const tail = new FeedTail({
    feed,
    connect: () => connectRedis({ kind: 'single', url: redisUrl }, WORKER_CONNECTION, ignore),
  });
  const circuits = new CircuitBoard(redis);
  const metrics = createMetrics();
  const quoting = quoteOptions({ redisUrl, quotesUrl });
  const watchers = observeQuotes({ logger: quiet, circuits, metrics: metrics.quotes, trace: tracing.trace });
  const quotes = marketQuotes(quoting, redis, watchers);
  const ledger = new Ledger(redis);
  const pendingSteps = new PendingSteps(redis);
  const drift = new DriftDetector(redis);
  const app = createApp(
    {
      articles,
      queue,
      completions,
      drain: createDrainEstimate(redis, queue),
      feed,
      tail,
      streaming,
      webhooks,
      ledger,
      pending: pendingSteps,
      drift,
      collectStoreMetrics: storeMetricsCollector(
        metrics.registry,
        storeStateReader({ redis, queue, pending: pendingSteps, webhooks, articles, ledger, drift }),
        quiet,
      ),
      redis,
      logger: quiet,
      explaining: { minConfidence: 0.5, linkRepeats: true },
      quotes,
      circuits,
      metrics,
      tracing,
      providers: quoting.providers,
      quoteTtlSeconds: quoting.ttlSeconds,
    },
    { ...DEFAULTS, ...appOptions, keys },
  );
  const { server, pending } = createHttpServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return tracked('api', { url, completions, routes: routesOf(app), pending }, async () => {
    await tail.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await queue.close();
    listener.disconnect();
    await webhooks.queue.close();
    redis.disconnect();
    reads.disconnect();
  });
}

function routesOf(app: Express): readonly string[] {
  return app.router.stack.flatMap(({ route }) =>
    route ? route.stack.slice(0, 1).map(({ method }) => `${method} ${route.path}`) : [],
  );
}

export interface RunningWorker extends AsyncDisposable {
  /** What it counts, in Prometheus' text format. */
  metrics(): Promise<string>;
  /** The providers that could not answer, in order. */
  readonly failures: readonly string[];
  /** The circuit breakers that opened or closed, in order. */
  readonly circuits: readonly (readonly [provider: string, isOpen: boolean])[];
}

export interface WorkerOptions {
  readonly redisUrl: string;
  /** The origin of every quote provider. */
  readonly quotesUrl: string;
  readonly timeoutMs?: number;
  /** The providers' clock. */
  readonly now?: () => Date;
  readonly unlinkFalseMentions?: boolean;
  /** How many articles it has in hand; default 4. */
  readonly concurrency?: number;
  readonly tracing?: Tracing;
}

/** A worker in this process that asks Tencent's, then Sina's format at `quotesUrl`. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { redisUrl, unlinkFalseMentions = false, concurrency = 4, tracing = NO_TRACING } = options;
  const failures: string[] = [];
  const circuits: (readonly [string, boolean])[] = [];
  const redis = connectRedis({ kind: 'single', url: redisUrl }, WORKER_CONNECTION, ignore);
  const cache = connectRedis({ kind: 'single', url: redisUrl }, PRODUCER_CONNECTION, ignore);
  if (cache.status !== 'ready') await once(cache, 'ready');
  const quotes = marketQuotes(quoteOptions(options), cache, {
    onFailure: (source) => failures.push(source),
    onCircuitChange: (source, status) => circuits.push([source, status !== null]),
  });
  const metrics = createMetrics();
  const closes = marketHistory(quoteOptions(options), cache);
  const deliveryQueue = createDeliveryQueue(redis, ignore, tracing.bull);
  const deliveries = new Deliveries(new CallbackStore(redis), deliveryQueue);
  const worker = createEnrichmentWorker({
    articles: new ArticleStore(redis, { ttlSeconds: 3600 }),
    feed: new ArticleFeed(redis, { maxLength: 1_000_000 }),
    ledger: new Ledger(redis),
    drift: new DriftDetector(redis),
    metrics: metrics.articles,
    tracing,
    enrich: {
      quotes,
      closes,
      minConfidence: 0.5,
      linkTarget: 'sina',
      unlinkFalseMentions,
      linkRepeats: true,
    },
    redis,
    concurrency,
    deliver: (id) => deliveries.queueFinished(id),
    logger: quiet,
  });
  await worker.waitUntilReady();
  return tracked('worker', { failures, circuits, metrics: () => metrics.registry.metrics() }, async () => {
    await worker.close();
    await deliveryQueue.close();
    redis.disconnect();
    cache.disconnect();
  });
}

/** Every provider at one origin. */
function quoteOptions({
  quotesUrl,
  timeoutMs = 2000,
  now,
}: WorkerOptions): MarketQuotesOptions & MarketHistoryOptions {
  const providers = Object.keys(PROVIDERS);
  const origins = Object.fromEntries(providers.map((name) => [name, quotesUrl]));
  return { providers, origins, historyOrigins: origins, ttlSeconds: 5, timeoutMs, ...(now ? { now } : {}) };
}
