import { once } from 'node:events';
import { loadConfig } from '../config/index.ts';
import { ArticleStore } from './articles/article-store.ts';
import { CompletionNotifier } from './articles/completion-notifier.ts';
import { ArticleFeed } from './feed/article-feed.ts';
import { FeedTail } from './feed/feed-tail.ts';
import { createApp } from './http/app.ts';
import { createHttpServer } from './http/server-options.ts';
import { createWebhooks } from './http/webhooks.ts';
import { Ledger } from './ledger/ledger.ts';
import { createLogger } from './logger.ts';
import { storeStateReader } from './operations/store-state.ts';
import { createDrainEstimate } from './queue/drain-estimate.ts';
import { createEnrichmentQueue } from './queue/enrichment-queue.ts';
import { PendingSteps } from './queue/pending-steps.ts';
import { CircuitBoard } from './quotes/circuit-board.ts';
import { historyNamesOf } from './quotes/market-history.ts';
import { marketQuotes } from './quotes/market-quotes.ts';
import { redisLogger } from './redis/check.ts';
import { connected, connectRedis, connectSubscriber, describeRedis } from './redis/connect.ts';
import {
  LISTENER_CONNECTION,
  PRODUCER_CONNECTION,
  READER_CONNECTION,
  WORKER_CONNECTION,
} from './redis/connections.ts';
import { exitWith, orExit, shutDown, stopOnSignal } from './shutdown.ts';
import { DriftDetector } from './telemetry/drift.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { observeQuotes } from './telemetry/observe-quotes.ts';
import { storeMetricsCollector } from './telemetry/store-metrics-collector.ts';
import { startTracing } from './telemetry/tracing.ts';

/** How long to wait for Redis before accepting requests. */
const CONNECT_TIMEOUT_MS = 2000;

const onShutdown = stopOnSignal();
const config = orExit(() => loadConfig(process.env));
const tracing = await startTracing({
  ...config.tracing,
  service: 'tickerspan-api',
  onFailure: (reason) => logger.warn({ reason }, 'traces could not be sent'),
});
const logger = createLogger(config.log.level, 'api', tracing.logging);
const redisLog = redisLogger(logger);
const onRedisError = redisLog.onError;

const redis = connectRedis(config.redis, PRODUCER_CONNECTION, onRedisError);
const reads = connectRedis(config.redis, READER_CONNECTION, onRedisError);
const queue = createEnrichmentQueue(redis, onRedisError, tracing.bull);
const webhooks = createWebhooks(redis, config.webhooks, onRedisError, tracing.bull);
const articles = new ArticleStore(redis, { ...config.articles, reads });
const ledger = new Ledger(redis);
const pending = new PendingSteps(redis);
const drift = new DriftDetector(redis);
const listener = connectSubscriber(config.redis, LISTENER_CONNECTION, onRedisError);
const completions = new CompletionNotifier(listener);
const drain = createDrainEstimate(redis, queue);
const feed = new ArticleFeed(redis, { ...config.feed, reads });
const tail = new FeedTail({
  feed,
  connect: () => connectRedis(config.redis, WORKER_CONNECTION, onRedisError),
});
const cache = connectRedis(config.cache, PRODUCER_CONNECTION, onRedisError);
const circuits = new CircuitBoard(cache);
const metrics = createMetrics();
const watchers = observeQuotes({ logger, circuits, metrics: metrics.quotes, trace: tracing.trace });
const quotes = orExit(() => marketQuotes(config.quotes, cache, watchers));
const resources = {
  articles,
  queue,
  webhooks,
  ledger,
  pending,
  drift,
  redis,
  logger,
  explaining: config.articles,
  quotes,
  circuits,
  metrics,
  tracing,
};
const answering = { completions, drain, feed, tail };
const providers = [...config.quotes.providers, ...historyNamesOf(config.quotes.providers)];
const quoting = { providers, quoteTtlSeconds: config.quotes.ttlSeconds };
const watching = {
  collectStoreMetrics: storeMetricsCollector(metrics.registry, storeStateReader(resources), logger),
};
const app = createApp({ ...resources, ...answering, ...quoting, ...watching }, config.http);
const { server, stop } = createHttpServer(app);
redis.on('ready', () => void redisLog.onReady(redis));

onShutdown(async (signal) => {
  logger.info({ signal }, 'stopping');
  const steps = [
    { name: 'http', close: () => Promise.all([tail.close(), closeServer()]) },
    { name: 'queue', close: () => queue.close() },
    { name: 'deliveries', close: () => webhooks.queue.close() },
    { name: 'redis', close: () => redis.disconnect() },
    { name: 'reads', close: () => reads.disconnect() },
    { name: 'listener', close: () => listener.disconnect() },
    { name: 'cache', close: () => cache.disconnect() },
    { name: 'traces', close: () => tracing.stop() },
  ];
  await shutDown(steps, config.shutdown.graceMs, logger);
});

/** Requests that are held are answered with what is known. */
function closeServer(): Promise<void> {
  completions.release();
  return stop();
}

// Who can connect here can be served; where Redis is away, the answer is 503 until it is back.
await Promise.all([redis, reads, cache].map((client) => connected(client, CONNECT_TIMEOUT_MS)));
server.listen(config.http.port, config.http.host);
await once(server, 'listening').catch(exitWith);
logger.info({ address: server.address(), redis: describeRedis(config.redis) }, 'listening');
