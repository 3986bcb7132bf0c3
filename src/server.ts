import { once } from 'node:events';
import { loadConfig } from '../config/index.ts';
import { ArticleStore } from './articles/article-store.ts';
import { createApp } from './http/app.ts';
import { createLogger } from './logger.ts';
import { PRODUCER_CONNECTION } from './queue/connections.ts';
import { createEnrichmentQueue } from './queue/enrichment-queue.ts';
import { connectRedis, maskRedisUrl, warnOfRedis } from './redis.ts';
import { exitWith, orExit, shutDown, stopOnSignal } from './shutdown.ts';

const config = orExit(() => loadConfig(process.env));
const logger = createLogger(config.log.level, 'api');
const onRedisError = (error: Error): void => logger.warn({ reason: error.message }, 'Redis');

const redis = connectRedis(config.redis.url, PRODUCER_CONNECTION, onRedisError);
const queue = createEnrichmentQueue(redis, onRedisError);
const articles = new ArticleStore(redis, config.articles);
const app = createApp({ articles, queue, redis, logger, explaining: config.articles }, config.http);

const server = app.listen(config.http.port, config.http.host);
redis.on('ready', () => void warnOfRedis(redis, logger));

stopOnSignal(async (signal) => {
  logger.info({ signal }, 'stopping');
  const steps = [
    { name: 'http', close: () => new Promise((resolve) => server.close(resolve)) },
    { name: 'queue', close: () => queue.close() },
    { name: 'redis', close: () => redis.disconnect() },
  ];
  await shutDown(steps, config.shutdown.graceMs, logger);
});

await once(server, 'listening').catch(exitWith);
logger.info({ address: server.address(), redis: maskRedisUrl(config.redis.url) }, 'listening');
