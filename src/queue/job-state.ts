import type { Queue } from 'bullmq';
import { STORE_CLOCK } from '../redis/clock.ts';
import type { RedisClient } from '../redis/connect.ts';
import { defineScript } from '../redis/scripts.ts';

/**
 * Where BullMQ keeps a job.
 * - `due`: it waits, is delayed or is being processed.
 * - `over`: it has completed or failed.
 * - `orphan`: it exists, but none of BullMQ's lists contains it, so no worker will ever get it.
 * - `none`: there is no such job.
 */
export type JobPlace = 'due' | 'over' | 'orphan' | 'none';

export interface JobState {
  readonly place: JobPlace;
  /** Why it failed, in BullMQ's words. Empty if it did not fail. */
  readonly failedReason: string;
  /** When the state was read, by the store's clock, in milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Looks for a job in BullMQ's lists. The job's own hash proves nothing: BullMQ stores it before the
 * job is in any list.
 * @throws AppError `store_unavailable` or `store_refused`.
 */
export async function jobStateOf(
  redis: RedisClient,
  bull: Pick<Queue, 'toKey'>,
  jobId: string,
): Promise<JobState> {
  const keys = [jobId, ...PLACES].map((name) => bull.toKey(name));
  const [place, failedReason, now] = await stateScript(redis, keys, [jobId]);
  return { place, failedReason, now };
}

const PLACES = ['completed', 'failed', 'delayed', 'prioritized', 'active', 'wait', 'paused'] as const;

// The lists are searched last, and from their ends, where the oldest job is: most calls look for
// that one.
const stateScript = defineScript<
  readonly [place: JobPlace, failedReason: string, now: number]
>(`${STORE_CLOCK}
local job, completed, failed, delayed, prioritized, active, wait, paused = unpack(KEYS)
local id = ARGV[1]
if redis.call('EXISTS', job) == 0 then return { 'none', '', now() } end
local reason = redis.call('HGET', job, 'failedReason') or ''
if redis.call('ZSCORE', failed, id) or redis.call('ZSCORE', completed, id) then return { 'over', reason, now() } end
if redis.call('ZSCORE', delayed, id) or redis.call('ZSCORE', prioritized, id) then return { 'due', '', now() } end
for _, list in ipairs({ active, wait, paused }) do
  if redis.call('LPOS', list, id, 'RANK', -1) then return { 'due', '', now() } end
end
return { 'orphan', reason, now() }`);
