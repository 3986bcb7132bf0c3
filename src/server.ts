import { loadConfig } from '../config/index.ts';
import { openApi } from './api.ts';
import { describeRedis } from './redis/target.ts';
import { exitWith, orExit, shutDown, stopOnSignal } from './shutdown.ts';
import { openTelemetry } from './wiring/telemetry.ts';

const onShutdown = stopOnSignal();
const config = orExit(() => loadConfig(process.env));
const telemetry = await openTelemetry(config, 'api');
const { logger } = telemetry;
const api = orExit(() => openApi(config, telemetry));

onShutdown(async (signal) => {
  logger.info({ signal }, 'stopping');
  await shutDown(api.closing, config.shutdown.graceMs, logger);
});

await api.listen().catch(exitWith);
logger.info({ address: api.server.address(), redis: describeRedis(config.redis) }, 'listening');
