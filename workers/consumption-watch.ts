import type { Worker } from 'bullmq';
import type { QueueState } from '../src/queue/queue-state.ts';

export interface ConsumptionWatchOptions {
  /** How the queue is; it may hang while Redis is away. */
  readonly read: () => Promise<Pick<QueueState, 'isPaused' | 'oldestWaitingSeconds'>>;
  /** So long nothing may happen while something waits, in milliseconds. */
  readonly patienceMs?: number;
  /** Milliseconds of a clock that never steps. */
  readonly now?: () => number;
}

const PATIENCE_MS = 60_000;
const READ_MS = 2000;

/**
 * Whether a worker that is alive consumes: it has stopped to do so where for a minute it has neither begun nor ended any job though one that nobody has
 * tried has waited for longer, and the queue is not paused. While Redis cannot be asked it is believed, for a restart would mend nothing.
 */
export class ConsumptionWatch {
  readonly #read: ConsumptionWatchOptions['read'];
  readonly #patienceMs: number;
  readonly #now: () => number;
  #lastSign: number;

  constructor(
    worker: Pick<Worker, 'on'>,
    { read, patienceMs = PATIENCE_MS, now = () => performance.now() }: ConsumptionWatchOptions,
  ) {
    this.#read = read;
    this.#patienceMs = patienceMs;
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
    if (this.#now() - this.#lastSign < this.#patienceMs) return true;
    const state = await this.#stateInTime();
    return !state || state.isPaused || state.oldestWaitingSeconds * 1000 < this.#patienceMs;
  }

  async #stateInTime() {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, READ_MS, undefined);
    });
    try {
      return await Promise.race([this.#read(), tooLong]);
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
