import { NO_TRACING, type Tracing, type TracingOptions } from './trace.ts';

/** Begins to trace; whoever starts it stops it, and one process does so once at a time. Where it is off, nothing of OpenTelemetry is loaded. */
export async function startTracing({ url, ...options }: TracingOptions): Promise<Tracing> {
  if (url === undefined) return NO_TRACING;
  const { openTracing } = await import('./tracing/otlp.ts');
  return openTracing({ url, ...options });
}
