import type { Queue } from 'bullmq';

/** How many jobs of a queue are in each state. */
export interface QueueState {
  readonly jobs: Readonly<Record<'waiting' | 'active' | 'delayed' | 'failed', number>>;
  /** Whether an operator has paused it: what waits is not worked on then. */
  readonly isPaused: boolean;
  /** How long the oldest of those that were never tried has waited; 0: none does. */
  readonly oldestWaitingSeconds: number;
}

/** How many of the oldest jobs are looked at for one that has not been tried before. */
const OLDEST = 20;

/** @param now the store's clock, by which jobs are stamped, in milliseconds. */
export async function queueState(queue: Queue, now: number): Promise<QueueState> {
  const [counts, isPaused, oldest] = await Promise.all([
    queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed'),
    queue.isPaused(),
    oldestWaitingSeconds(queue, now),
  ]);
  const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
  return {
    jobs: { waiting: waiting + prioritized, active, delayed, failed },
    isPaused,
    oldestWaitingSeconds: oldest,
  };
}

/**
 * Of jobs that were never tried: one that an operator retries bears the time at which it was first queued.
 * @param now the store's clock, by which jobs are stamped, in milliseconds.
 */
export async function oldestWaitingSeconds(queue: Queue, now: number): Promise<number> {
  const jobs = await queue.getJobs(['waiting', 'prioritized'], 0, OLDEST - 1, true);
  const timestamps = jobs.filter((job) => job && job.attemptsStarted === 0).map(({ timestamp }) => timestamp);
  return timestamps.length === 0 ? 0 : Math.max(0, (now - Math.min(...timestamps)) / 1000);
}
