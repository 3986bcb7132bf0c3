import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent, setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { settleWithin } from '../../async/with-timeout.ts';
import { isAppError, messageOf } from '../../errors.ts';
import type { Attributes, RequestSpan, Trace, Tracing, TracingOptions } from '../trace.ts';
import { bullTelemetry } from './bull-telemetry.ts';
import { keepingRatio } from './sampler.ts';

/**
 * How long sending to a collector may take, retries included. Meanwhile up to 2,048 spans wait;
 * more are dropped.
 */
const SEND_MS = 3000;
const MAX_VALUE_LENGTH = 256;

/**
 * Starts tracing with OpenTelemetry. It registers with the global API, because bullmq-otel looks
 * for it there.
 */
export function openTracing({
  url,
  headers,
  ratio,
  service,
  gatherMs = 1000,
  onFailure,
}: TracingOptions & { readonly url: string }): Tracing {
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: SEND_MS });
  const batch = { exporter, scheduledDelayMillis: gatherMs, exportTimeoutMillis: SEND_MS };
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: keepingRatio(ratio),
    spanLimits: { attributeValueLengthLimit: MAX_VALUE_LENGTH },
    spanProcessors: [new BatchSpanProcessor(batch)],
  });
  setGlobalErrorHandler((error) => {
    // An error about several addresses has no message of its own.
    onFailure(messageOf(error) || String((error as NodeJS.ErrnoException).code));
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const tracer = provider.getTracer('tickerspan');
  return {
    trace: tracedWith(tracer),
    openRequest: (name, traceparent) => openRequest(tracer, name, traceparent),
    bull: { telemetry: bullTelemetry(tracer) },
    headers: currentHeaders,
    logging: { fields: currentTrace },
    async stop() {
      const flushed = provider.shutdown();
      for (const api of [trace, context, propagation]) api.disable();
      // The timeout of the exporter does not end while a collector answers slowly.
      await settleWithin(SEND_MS, flushed);
    },
  };
}

function tracedWith(tracer: Tracer): Trace {
  return (name, attributes, work, kind = 'internal') => {
    const options = { attributes, kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL };
    return tracer.startActiveSpan(name, options, async (span) => {
      try {
        return await work((more) => setAttributes(span, more));
      } catch (error) {
        setAttributes(span, { 'error.type': isAppError(error) ? error.code : nameOf(error) });
        throw error;
      } finally {
        span.end();
      }
    });
  };
}

/**
 * Accepts only a well-formed `traceparent` from a caller. `tracestate` is vendor-specific and would
 * be passed on to webhook receivers, so it is neither accepted nor sent.
 */
function openRequest(tracer: Tracer, name: string, traceparent: string | undefined): RequestSpan {
  const sender = traceparent === undefined ? null : parseTraceParent(traceparent);
  const parent = sender ? trace.setSpanContext(ROOT_CONTEXT, { ...sender, isRemote: true }) : ROOT_CONTEXT;
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, parent);
  return {
    run: (work) => context.with(trace.setSpan(parent, span), work),
    end(finalName, attributes) {
      span.updateName(finalName);
      setAttributes(span, attributes);
      span.end();
    },
  };
}

function setAttributes(span: Span, attributes: Attributes): void {
  span.setAttributes(attributes);
  if (attributes['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function currentHeaders(): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/**
 * Only while a span is open: something that was started for a request but outlives it, such as a
 * connection, is not part of it.
 */
function currentTrace(): { readonly traceId?: string } {
  const span = trace.getActiveSpan();
  return span?.isRecording() ? { traceId: span.spanContext().traceId } : {};
}
