import { createLogger, type Logger } from '../logger.ts';
import { type RedisLogger, redisLogger } from '../redis/check.ts';
import type { ShutdownStep } from '../shutdown.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import type { Tracing, TracingOptions } from '../telemetry/trace.ts';
import { startTracing } from '../telemetry/tracing.ts';

export interface TelemetrySettings {
  readonly log: { readonly level: string };
  readonly tracing: Pick<TracingOptions, 'url' | 'headers' | 'ratio'>;
}

/** The log, metrics and traces of a process. */
export interface Telemetry {
  readonly logger: Logger;
  readonly redisLog: RedisLogger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly closing: readonly ShutdownStep[];
}

/** Starts logging, counting and tracing. */
export async function openTelemetry(
  { log, tracing: settings }: TelemetrySettings,
  process: 'api' | 'worker',
): Promise<Telemetry> {
  const tracing = await startTracing({
    ...settings,
    service: `tickerspan-${process}`,
    onFailure: (reason) => logger.warn({ reason }, 'could not send traces'),
  });
  const logger = createLogger(log.level, process, tracing.logging);
  return telemetryOf(logger, tracing);
}

export function telemetryOf(logger: Logger, tracing: Tracing): Telemetry {
  return {
    logger,
    redisLog: redisLogger(logger),
    metrics: createMetrics(),
    tracing,
    closing: [{ name: 'traces', close: () => tracing.stop() }],
  };
}
