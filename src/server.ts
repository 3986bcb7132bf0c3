import { once } from 'node:events';
import { createServer } from 'node:http';
import { loadConfig } from '../config/index.ts';
import { ArticleStore } from './articles/article-store.ts';
import { createApp } from './http/app.ts';
import { createWebhooks } from './http/webhooks.ts';
import { createLogger } from './logger.ts';
import { PRODUCER_CONNECTION } from './queue/connections.ts';
import { createEnrichmentQueue } from './queue/enrichment-queue.ts';
import { marketQuotes } from './quotes/market-quotes.ts';
import { RestBoard } from './quotes/rest-board.ts';
import { connected, connectRedis, maskRedisUrl, warnOfRedis } from './redis.ts';
import { exitWith, orExit, shutDown, stopOnSignal } from './shutdown.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { watchQuotes } from './telemetry/watch-quotes.ts';

/** How long Redis is waited for before requests are taken. */
const CONNECT_PATIENCE_MS = 2000;

const config = orExit(() => loadConfig(process.env));
const logger = createLogger(config.log.level, 'api');
const onRedisError = (error: Error): void => logger.warn({ reason: error.message }, 'Redis');

const redis = connectRedis(config.redis.url, PRODUCER_CONNECTION, onRedisError);
const queue = createEnrichmentQueue(redis, onRedisError);
const webhooks = createWebhooks(redis, config.webhooks, onRedisError);
const articles = new ArticleStore(redis, config.articles);
const cache = connectRedis(config.redis.cacheUrl, PRODUCER_CONNECTION, onRedisError);
const rests = new RestBoard(cache);
const metrics = createMetrics();
const watchers = watchQuotes({ logger, rests, metrics: metrics.quotes });
const quotes = orExit(() => marketQuotes(config.quotes, cache, watchers));
const { registry } = metrics;
const resources = {
  articles,
  queue,
  webhooks,
  redis,
  logger,
  explaining: config.articles,
  quotes,
  rests,
  registry,
};
const quoting = { providers: config.quotes.providers, quoteTtlSeconds: config.quotes.ttlSeconds };
const server = createServer(createApp({ ...resources, ...quoting }, config.http));
redis.on('ready', () => void warnOfRedis(redis, logger));

stopOnSignal(async (signal) => {
  logger.info({ signal }, 'stopping');
  const steps = [
    { name: 'http', close: () => new Promise((resolve) => server.close(resolve)) },
    { name: 'queue', close: () => queue.close() },
    { name: 'deliveries', close: () => webhooks.queue.close() },
    { name: 'redis', close: () => redis.disconnect() },
    { name: 'cache', close: () => cache.disconnect() },
  ];
  await shutDown(steps, config.shutdown.graceMs, logger);
});

// Who can connect here can be served; where Redis is away, the answer is 503 until it is back.
await connected(redis, CONNECT_PATIENCE_MS);
server.listen(config.http.port, config.http.host);
await once(server, 'listening').catch(exitWith);
logger.info({ address: server.address(), redis: maskRedisUrl(config.redis.url) }, 'listening');
