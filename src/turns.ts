import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Steps } from './steps.ts';

/** How long one computation may hold the event loop before timers, sockets and the other computations have their turn. */
const MAX_TURN_MS = 8;

interface Running {
  /** Runs one step and returns whether the computation has ended. */
  readonly advance: () => boolean;
}

/**
 * Runs computations on the event loop, one at a time: each computes for a few milliseconds, then the event loop has its
 * turn, then the next computation. So a short computation never waits for the end of a long one.
 */
export class Turns {
  readonly #waiting: Running[] = [];
  #isRunning = false;

  /** Runs a computation to its end. Rejects with whatever it throws, or with the signal's reason once that is aborted. */
  run<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        advance: () => {
          try {
            signal?.throwIfAborted();
            const step = steps.next();
            if (step.done) resolve(step.value);
            return step.done === true;
          } catch (error) {
            reject(error);
            return true;
          }
        },
      });
      if (!this.#isRunning) void this.#runAll();
    });
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (!hasEnded(next)) this.#waiting.push(next);
      await nextTurn();
    }
    this.#isRunning = false;
  }
}

function hasEnded({ advance }: Running): boolean {
  const until = performance.now() + MAX_TURN_MS;
  do {
    if (advance()) return true;
  } while (performance.now() < until);
  return false;
}
