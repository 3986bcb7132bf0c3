import { NO_TRACING, type Tracing, type TracingOptions } from './trace.ts';

/**
 * Starts tracing. The caller stops it. A process may run it once at a time. If tracing is off,
 * OpenTelemetry is not loaded.
 */
export async function startTracing({ url, ...options }: TracingOptions): Promise<Tracing> {
  if (url === undefined) return NO_TRACING;
  const { openTracing } = await import('./tracing/otlp.ts');
  return openTracing({ url, ...options });
}
