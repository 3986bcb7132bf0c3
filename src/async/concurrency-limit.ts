import { setImmediate } from 'node:timers/promises';

/** Runs a limited number of tasks at a time, in order. The event loop runs between two tasks. */
export class ConcurrencyLimit {
  readonly #concurrency: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** How many tasks wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Runs `work` when it is its turn.
   * @throws the reason of `signal`, without running `work`, if it has aborted by then.
   */
  async run<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#running >= this.#concurrency)
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    else this.#running++;
    try {
      await setImmediate();
      signal?.throwIfAborted();
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
