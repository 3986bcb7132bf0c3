import type { Worker } from 'bullmq';
import { settleWithin } from '../src/async/with-timeout.ts';
import type { QueueState } from '../src/queue/queue-state.ts';

export interface StallDetectorOptions {
  /** Reads the state of the queue. It may hang while Redis is away. */
  readonly read: () => Promise<Pick<QueueState, 'isPaused' | 'oldestWaitingSeconds'>>;
  /** A worker is stuck if nothing has happened for this many milliseconds while a job waits. */
  readonly stallAfterMs?: number;
  /** A monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

const STALL_AFTER_MS = 60_000;
const READ_MS = 2000;

/**
 * Detects a stuck worker: no job has started or finished for a minute, although a job that nobody
 * has tried has waited longer and the queue is not paused. While Redis does not answer, the worker
 * counts as healthy: a restart would not help.
 */
export class StallDetector {
  readonly #read: StallDetectorOptions['read'];
  readonly #stallAfterMs: number;
  readonly #now: () => number;
  #lastSign: number;

  constructor(
    worker: Pick<Worker, 'on'>,
    { read, stallAfterMs = STALL_AFTER_MS, now = () => performance.now() }: StallDetectorOptions,
  ) {
    this.#read = read;
    this.#stallAfterMs = stallAfterMs;
    this.#now = now;
    this.#lastSign = now();
    const note = (): void => {
      this.#lastSign = this.#now();
    };
    worker.on('active', note);
    worker.on('completed', note);
    worker.on('failed', note);
    worker.on('drained', note);
  }

  async isConsuming(): Promise<boolean> {
    if (this.#now() - this.#lastSign < this.#stallAfterMs) return true;
    const state = await settleWithin(READ_MS, this.#read()).catch(() => undefined);
    return !state || state.isPaused || state.oldestWaitingSeconds * 1000 < this.#stallAfterMs;
  }
}
