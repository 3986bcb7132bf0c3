import { EventEmitter } from 'node:events';
import { loadConfig } from '../config/index.ts';
import { describeRedis } from '../src/redis/target.ts';
import { exitWith, orExit, shutDown, stopOnSignal } from '../src/shutdown.ts';
import { openTelemetry } from '../src/wiring/telemetry.ts';
import { openWorker } from './open-worker.ts';

// Each command that a primary without replicas refuses adds a listener to the connection that all
// commands share.
EventEmitter.defaultMaxListeners = 100;

const onShutdown = stopOnSignal();
const config = orExit(() => loadConfig(process.env));
const telemetry = await openTelemetry(config, 'worker');
const { logger } = telemetry;
const { closing } = await openWorker(config, telemetry).catch(exitWith);

onShutdown(async (signal) => {
  logger.info({ signal }, 'stopping');
  await shutDown(closing, config.shutdown.graceMs, logger);
});

logger.info({ redis: describeRedis(config.redis), providers: config.quotes.providers }, 'worker ready');
