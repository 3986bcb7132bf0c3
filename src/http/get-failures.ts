import { memoizeFor } from '../async/memoize-for.ts';
import { type FailureResources, failuresByReason } from '../operations/failures-by-reason.ts';
import type { Reply } from './reply.ts';

/** `GET /v1/failures`: the articles that have failed, grouped by reason; `tickerspan redrive --code` queues those of one again. */
export function getFailures(resources: FailureResources) {
  const failures = memoizeFor(0, () => failuresByReason(resources));
  return async function handle(): Promise<Reply> {
    const body = await failures();
    return { status: 200, headers: { 'Cache-Control': 'no-store' }, body };
  };
}
