import { type Context, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Telemetry } from 'bullmq';
import { BullMQOTelSpan, BullMQOtel } from 'bullmq-otel';

/**
 * BullMQ's spans, and the propagation of their context through a job, as in bullmq-otel, except for
 * what they say about errors.
 */
export function bullTelemetry(tracer: Tracer): Telemetry<Context> {
  const { contextManager } = new BullMQOtel();
  return {
    contextManager,
    tracer: {
      startSpan: (name, options, context) => new DiscreetSpan(tracer.startSpan(name, options, context)),
    },
  };
}

/**
 * bullmq-otel records messages and stacks of errors, which may contain anything, and does not mark
 * the spans as failed.
 */
class DiscreetSpan extends BullMQOTelSpan {
  override addEvent(name: string): void {
    if (name === 'job failed') this.#fail();
    this.span.addEvent(name);
  }

  override recordException(): void {
    this.#fail();
  }

  #fail(): void {
    this.span.setStatus({ code: SpanStatusCode.ERROR });
  }
}
