import type { Telemetry } from 'bullmq';

/** What a span tells, under OpenTelemetry's names: no text of an article, no query, no secret. `error.type` says that it failed. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Tells more of a span while its work goes on. */
export type Note = (attributes: Attributes) => void;

/** Runs work as a span below the one at hand, and gives what it gives. Of an error that it throws the kind is told, and never the message. */
export type Trace = <T>(
  name: string,
  attributes: Attributes,
  work: (note: Note) => Promise<T>,
  kind?: 'internal' | 'client',
) => Promise<T>;

/** The span of a request that is being answered; whoever opens it ends it. */
export interface RequestSpan {
  /** Runs what answers the request: spans that it opens are below this one. */
  run(work: () => void): void;
  end(name: string, attributes: Attributes): void;
}

/** Traces as the parts of a process see them: those parts know nothing of OpenTelemetry. */
export interface Tracing {
  readonly trace: Trace;
  /** Opens the span of a request, below its sender's where the header `traceparent` names one. Unset: nothing is traced. */
  readonly openRequest?: (name: string, traceparent: string | undefined) => RequestSpan;
  /** To be spread into the options of BullMQ's queues and workers: with it a job's trace goes on where it is worked on. */
  readonly bull: { readonly telemetry?: Telemetry };
  /** `traceparent` of the span at hand, for a request to a party of the trace. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** `traceId` of the span at hand, for log lines. Unset: they have none. */
  readonly logging?: { readonly fields: () => { readonly traceId?: string } };
  /** Sends what was not sent yet, and waits a few seconds for that at most. */
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** Where spans are posted to, as OTLP in JSON. Unset: nothing is traced. */
  readonly url: string | undefined;
  /** What is sent along, such as a key of the collector's: secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** The share of the traces begun here that is kept, 0 to 1. A caller's own trace is kept where the caller keeps it. */
  readonly ratio: number;
  /** What this process is called in traces. */
  readonly service: string;
  /** Spans leave together, once in so many milliseconds. Default 1000. */
  readonly gatherMs?: number;
  /** Called with the reason each time that spans could not be sent. */
  readonly onFailure: (reason: string) => void;
}

/** Nothing is traced, which costs a call. */
export const NO_TRACING: Tracing = {
  trace: (_name, _attributes, work) => work(() => {}),
  bull: {},
  headers: () => ({}),
  stop: async () => {},
};
