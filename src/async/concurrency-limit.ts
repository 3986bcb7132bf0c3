import { setImmediate } from 'node:timers/promises';

/**
 * Lets a few pieces of work run at a time. The others wait in the order in which they came, and the event loop serves everybody
 * else between two pieces.
 */
export class ConcurrencyLimit {
  readonly #concurrency: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** How many pieces wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Runs `work` when it is its turn.
   * @throws the reason of `signal` if it is aborted by then; `work` is not run.
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
