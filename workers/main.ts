import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { loadConfig } from '../config/index.ts';
import { ArticleClaims } from '../src/articles/article-claims.ts';
import { ArticleStore } from '../src/articles/article-store.ts';
import { CallbackStore } from '../src/articles/callback-store.ts';
import { ArticleFeed } from '../src/feed/article-feed.ts';
import { Ledger } from '../src/ledger/ledger.ts';
import { createLogger } from '../src/logger.ts';
import { Deliveries } from '../src/queue/deliveries.ts';
import { createDeliveryQueue } from '../src/queue/delivery-queue.ts';
import { createEnrichmentQueue } from '../src/queue/enrichment-queue.ts';
import { PendingSteps } from '../src/queue/pending-steps.ts';
import { queueState } from '../src/queue/queue-state.ts';
import { CircuitBoard } from '../src/quotes/circuit-board.ts';
import { marketHistory } from '../src/quotes/market-history.ts';
import { marketQuotes } from '../src/quotes/market-quotes.ts';
import { redisLogger } from '../src/redis/check.ts';
import { storeNow } from '../src/redis/clock.ts';
import { connected, connectRedis, describeRedis } from '../src/redis/connect.ts';
import { PRODUCER_CONNECTION, WORKER_CONNECTION } from '../src/redis/connections.ts';
import { exitWith, orExit, shutDown, stopOnSignal } from '../src/shutdown.ts';
import { DriftDetector } from '../src/telemetry/drift.ts';
import { registerWorkerGauge } from '../src/telemetry/metrics/worker.ts';
import { createMetrics } from '../src/telemetry/metrics.ts';
import { serveMetrics } from '../src/telemetry/metrics-server.ts';
import { observeQuotes } from '../src/telemetry/observe-quotes.ts';
import { startTracing } from '../src/telemetry/tracing.ts';
import { EndpointBoard } from '../src/webhooks/endpoint-board.ts';
import { createDeliveryWorker } from './delivery-worker.ts';
import { createEnrichmentWorker } from './enrichment-worker.ts';
import { PeriodicReconcile } from './periodic-reconcile.ts';
import { StallDetector } from './stall-detector.ts';

/** How long to wait for the Redis of the quote cache, which saves requests for quotes that others have cached. */
const CACHE_TIMEOUT_MS = 1000;

// Each command that a primary without replicas refuses listens for the end of the connection that they share.
EventEmitter.defaultMaxListeners = 100;

const onShutdown = stopOnSignal();
const config = orExit(() => loadConfig(process.env));
const tracing = await startTracing({
  ...config.tracing,
  service: 'tickerspan-worker',
  onFailure: (reason) => logger.warn({ reason }, 'traces could not be sent'),
});
const logger = createLogger(config.log.level, 'worker', tracing.logging);
const redisLog = redisLogger(logger);
const onRedisError = redisLog.onError;

/** Names the process in Redis: as long as it has a connection of this name, its process is alive. */
const connectionName = `tickerspan-worker-${randomUUID()}`;
const redis = connectRedis(config.redis, { ...WORKER_CONNECTION, connectionName }, onRedisError);
const cache = connectRedis(config.cache, PRODUCER_CONNECTION, onRedisError);
const articles = new ArticleStore(redis, config.articles);
const feed = new ArticleFeed(redis, config.feed);
const metrics = createMetrics();
const circuits = new CircuitBoard(cache);
const watchers = observeQuotes({ logger, circuits, metrics: metrics.quotes, trace: tracing.trace });
const quotes = orExit(() => marketQuotes(config.quotes, cache, watchers));
const closes = marketHistory(config.quotes, cache, watchers);
const callbacks = new CallbackStore(redis);
const deliveryQueue = createDeliveryQueue(redis, onRedisError, tracing.bull);
const deliveries = new Deliveries(callbacks, deliveryQueue, () => storeNow(redis));
const ledger = new Ledger(redis);
await connected(cache, CACHE_TIMEOUT_MS);
const worker = createEnrichmentWorker({
  articles,
  feed,
  ledger,
  drift: new DriftDetector(redis),
  enrich: { quotes, closes, ...config.articles },
  claims: new ArticleClaims(redis, connectionName),
  redis,
  concurrency: config.worker.concurrency,
  deliver: (id) => deliveries.queueFinished(id),
  metrics: metrics.articles,
  logger,
  tracing,
});
const endpoints = new EndpointBoard(redis);
// Without a secret nothing could be signed: what is queued waits for a worker that has one.
const deliveryWorker =
  config.webhooks.secrets.length > 0
    ? createDeliveryWorker({
        articles,
        callbacks,
        endpoints,
        redis,
        metrics: metrics.webhooks,
        logger,
        tracing,
        ...config.webhooks,
      })
    : undefined;
redis.on('ready', () => void redisLog.onReady(redis));
const { host, metricsPort } = config.worker;
const queue = createEnrichmentQueue(redis, onRedisError);
const stalls = new StallDetector(worker, {
  read: async () => queueState(queue.bull, (await storeNow(redis)).getTime()),
});
const reconciling = new PeriodicReconcile({
  articles,
  feed,
  ledger,
  queue,
  deliveries,
  pending: new PendingSteps(redis),
  redis,
  intervalMs: config.worker.reconcileIntervalMs,
  metrics: metrics.articles,
  logger,
});
const isConsuming = () => stalls.isConsuming();
registerWorkerGauge(metrics.registry, isConsuming);
const metricsServer =
  metricsPort === undefined
    ? undefined
    : serveMetrics({ host, port: metricsPort, registry: metrics.registry, isConsuming });
if (metricsServer) await once(metricsServer, 'listening').catch(exitWith);

onShutdown(async (signal) => {
  logger.info({ signal }, 'stopping');
  const steps = [
    {
      name: 'workers',
      close: () =>
        Promise.all([
          worker.close(),
          deliveryWorker?.close(config.shutdown.graceMs / 2),
          reconciling.close(),
        ]),
    },
    { name: 'queues', close: () => Promise.all([queue.close(), deliveryQueue.close()]) },
    { name: 'metrics', close: () => metricsServer?.close() },
    { name: 'redis', close: () => redis.disconnect() },
    { name: 'cache', close: () => cache.disconnect() },
    { name: 'traces', close: () => tracing.stop() },
  ];
  await shutDown(steps, config.shutdown.graceMs, logger);
});

logger.info({ redis: describeRedis(config.redis), providers: config.quotes.providers }, 'working');
