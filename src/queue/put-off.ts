import { setTimeout as delay } from 'node:timers/promises';
import { DelayedError, type Job } from 'bullmq';

const RETRY_MS = 500;

export interface PutOffOptions {
  readonly token: string | undefined;
  /** After this many milliseconds the job is taken up again. */
  readonly pauseMs: number;
  /** Whether the worker stops: then the job is left to BullMQ's stalled check. */
  readonly isStopping: () => boolean;
}

/**
 * Gives a job back to the queue, to be taken up again later, without using up an attempt. While the store refuses that too, it keeps the job in hand, with
 * its lock renewed, and tries again: a job that is let go of in `active` would count as stalled.
 * @throws DelayedError always, which tells BullMQ that the job was moved.
 */
export async function putOff(job: Job, { token, pauseMs, isStopping }: PutOffOptions): Promise<never> {
  while (!isStopping()) {
    try {
      await job.moveToDelayed(Date.now() + pauseMs, token);
      break;
    } catch (error) {
      if (isOutOfHand(error)) break;
      await delay(RETRY_MS);
    }
  }
  throw new DelayedError();
}

/** BullMQ's scripts answer with a code below zero if the job is gone or the lock is lost: then somebody else has it. */
function isOutOfHand(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' && code < 0;
}

const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 10_000;

/** Returns how long a job waits that met a store outage: longer each time, and never the same for all. */
export function outagePauseMs({ attemptsStarted, attemptsMade }: Job, maxMs = MAX_PAUSE_MS): number {
  const times = Math.max(0, attemptsStarted - attemptsMade - 1);
  return Math.min(maxMs, FIRST_PAUSE_MS * 2 ** Math.min(times, 10)) * (0.5 + Math.random() / 2);
}
