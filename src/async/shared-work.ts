/**
 * One piece of work for all who wait for it. It has a signal of its own: one who gives up takes nothing from the others, and when
 * all have given up it is aborted.
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
    // Each who waits hears of a failure; that all have gone is none.
    this.#done.catch(() => {});
  }

  get isAbandoned(): boolean {
    return this.#abandoned.signal.aborted;
  }

  /** Resolves when the work has ended, however it ended. */
  async settled(): Promise<void> {
    await this.#done.catch(() => {});
  }

  /** Waits for what the work gives, at most until the signal is aborted. */
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

/** Settles as `promise` does, or rejects with the signal's reason as soon as the signal aborts. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let giveUp = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
