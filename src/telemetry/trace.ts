import type { Telemetry } from 'bullmq';

/**
 * Attributes of a span, by OpenTelemetry's names. They never contain article text, a query or a
 * secret. `error.type` means that the work failed.
 */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Adds attributes to a span while its work continues. */
export type Note = (attributes: Attributes) => void;

/**
 * Runs work in a child span of the current one and returns its result. If the work throws, the span
 * records the kind of error, but never its message.
 */
export type Trace = <T>(
  name: string,
  attributes: Attributes,
  work: (note: Note) => Promise<T>,
  kind?: 'internal' | 'client',
) => Promise<T>;

/** The span of a request. The caller ends it. */
export interface RequestSpan {
  /** Runs the work that answers the request. Spans that it opens are children of this one. */
  run(work: () => void): void;
  end(name: string, attributes: Attributes): void;
}

/** Tracing as the parts of a process see it. These parts know nothing of OpenTelemetry. */
export interface Tracing {
  readonly trace: Trace;
  /**
   * Opens the span of a request, as a child of the sender's span if `traceparent` names one. Unset:
   * no traces.
   */
  readonly openRequest?: (name: string, traceparent: string | undefined) => RequestSpan;
  /**
   * Spread this into the options of BullMQ's queues and workers. A job's trace then continues in
   * its worker.
   */
  readonly bull: { readonly telemetry?: Telemetry };
  /** Returns `traceparent` of the current span, for a request to a participant of the trace. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Returns `traceId` of the current span, for log lines. Unset: log lines have none. */
  readonly logging?: { readonly fields: () => { readonly traceId?: string } };
  /** Sends what was not sent yet. Waits a few seconds at most. */
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** The address for spans, as OTLP in JSON. Unset: no traces. */
  readonly url: string | undefined;
  /** Headers for the collector, such as its key. They are secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The share of traces to keep, 0 to 1. It applies to traces that begin here; a caller's trace
   * follows the caller's decision.
   */
  readonly ratio: number;
  /** The name of this process in traces. */
  readonly service: string;
  /** Spans are sent in batches, once in this many milliseconds. Default 1000. */
  readonly gatherMs?: number;
  /** Called with the reason each time that spans could not be sent. */
  readonly onFailure: (reason: string) => void;
}

/** Tracing that does nothing. */
export const NO_TRACING: Tracing = {
  trace: (_name, _attributes, work) => work(() => {}),
  bull: {},
  headers: () => ({}),
  stop: async () => {},
};
