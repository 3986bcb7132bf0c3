import type { Queue } from 'bullmq';

/** How many jobs of a queue are in each state. */
export interface QueueState {
  readonly jobs: Readonly<Record<'waiting' | 'active' | 'delayed' | 'failed', number>>;
  /** Whether an operator has paused it. Then waiting jobs are not processed. */
  readonly isPaused: boolean;
  /** How long the oldest waiting job that was never tried has waited; 0 if there is none. */
  readonly oldestWaitingSeconds: number;
}

/** How many of the oldest jobs are searched for one that was never tried. */
const OLDEST = 20;

/** @param now the store's clock, which stamps jobs, in milliseconds. */
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
 * Returns how long the oldest waiting job has waited. It ignores jobs that were tried: a job that
 * an operator retries keeps the time at which it was first queued.
 *
 * @param now the store's clock, which stamps jobs, in milliseconds.
 */
export async function oldestWaitingSeconds(queue: Queue, now: number): Promise<number> {
  const jobs = await queue.getJobs(['waiting', 'prioritized'], 0, OLDEST - 1, true);
  const timestamps = jobs.filter((job) => job && job.attemptsStarted === 0).map(({ timestamp }) => timestamp);
  return timestamps.length === 0 ? 0 : Math.max(0, (now - Math.min(...timestamps)) / 1000);
}
