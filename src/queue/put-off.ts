import { setTimeout as delay } from 'node:timers/promises';
import { DelayedError, type Job } from 'bullmq';

const RETRY_MS = 500;

export interface PutOffOptions {
  readonly token: string | undefined;
  /** The job is due again after this many milliseconds. */
  readonly pauseMs: number;
  /** Returns whether the worker is stopping. Then the job is left to BullMQ's stalled check. */
  readonly isStopping: () => boolean;
}

/**
 * Returns a job to the queue, to run again later, without using up an attempt. While the store
 * refuses that too, it keeps the job, whose lock BullMQ renews, and tries again. An active job that
 * nobody keeps would count as stalled.
 *
 * @throws DelayedError always, which tells BullMQ that the job was moved.
 */
export async function putOff(job: Job, { token, pauseMs, isStopping }: PutOffOptions): Promise<never> {
  while (!isStopping()) {
    try {
      await job.moveToDelayed(Date.now() + pauseMs, token);
      break;
    } catch (error) {
      if (isLost(error)) break;
      await delay(RETRY_MS);
    }
  }
  throw new DelayedError();
}

/**
 * Returns whether the job is no longer ours. BullMQ's scripts return a negative code if the job is
 * gone or its lock is lost.
 */
function isLost(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' && code < 0;
}

const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 10_000;

/**
 * Returns how long a job waits after a store outage, in milliseconds: longer each time, and with a
 * random part.
 */
export function outagePauseMs({ attemptsStarted, attemptsMade }: Job, maxMs = MAX_PAUSE_MS): number {
  const times = Math.max(0, attemptsStarted - attemptsMade - 1);
  return Math.min(maxMs, FIRST_PAUSE_MS * 2 ** Math.min(times, 10)) * (0.5 + Math.random() / 2);
}
