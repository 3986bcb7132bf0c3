import { abortable } from './with-timeout.ts';

/**
 * One piece of work with several callers. It has its own signal: a caller that gives up takes
 * nothing from the others, and when all have given up the work is aborted.
 */
export class SharedWork<T> {
  readonly #done: Promise<T>;
  readonly #abandoned = new AbortController();
  #waiting = 0;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    const { signal } = this.#abandoned;
    this.#done = Promise.resolve().then(() => {
      signal.throwIfAborted();
      return work(signal);
    });
    // Each caller gets the failure from `wait`. If all have given up, nobody needs it.
    this.#done.catch(() => {});
  }

  get isAbandoned(): boolean {
    return this.#abandoned.signal.aborted;
  }

  /** Resolves when the work has ended, even if it failed. */
  async settled(): Promise<void> {
    await this.#done.catch(() => {});
  }

  /** Waits for the result until the signal aborts. */
  async wait(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    this.#waiting++;
    try {
      return await abortable(this.#done, signal);
    } finally {
      if (--this.#waiting === 0 && signal.aborted) this.#abandoned.abort(signal.reason);
    }
  }
}
