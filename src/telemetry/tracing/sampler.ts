import { SpanKind } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

/** Keeps what its caller keeps, and a share of the traces that begin here. */
export function keepingRatio(ratio: number): Sampler {
  return new ParentBasedSampler({
    root: withoutHousekeeping(new TraceIdRatioBasedSampler(ratio)),
    remoteParentSampled: withoutHousekeeping(new AlwaysOnSampler()),
  });
}

/** A worker of BullMQ looks for jobs and for stalled ones all day long, each time with a span that is internal and below none of this process. */
function withoutHousekeeping(sampler: Sampler): Sampler {
  return {
    shouldSample: (context, traceId, name, kind, attributes, links) =>
      kind === SpanKind.INTERNAL
        ? { decision: SamplingDecision.NOT_RECORD }
        : sampler.shouldSample(context, traceId, name, kind, attributes, links),
    toString: () => `withoutHousekeeping(${sampler})`,
  };
}
