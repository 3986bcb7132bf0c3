import { SpanKind } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

/** Follows the caller's decision, and keeps a share of the traces that begin here. */
export function keepingRatio(ratio: number): Sampler {
  return new ParentBasedSampler({
    root: withoutHousekeeping(new TraceIdRatioBasedSampler(ratio)),
    remoteParentSampled: withoutHousekeeping(new AlwaysOnSampler()),
  });
}

/**
 * Drops root spans of kind internal. BullMQ workers open them all day while they look for jobs and
 * for stalled ones.
 */
function withoutHousekeeping(sampler: Sampler): Sampler {
  return {
    shouldSample: (context, traceId, name, kind, attributes, links) =>
      kind === SpanKind.INTERNAL
        ? { decision: SamplingDecision.NOT_RECORD }
        : sampler.shouldSample(context, traceId, name, kind, attributes, links),
    toString: () => `withoutHousekeeping(${sampler})`,
  };
}
