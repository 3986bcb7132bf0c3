import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Steps } from './steps.ts';

/** How long one computation may hold the event loop. */
const MAX_TURN_MS = 8;

/** While light computations wait, every so many turns one goes to a heavy computation. */
const HEAVY_EVERY = 4;

interface Running {
  /** Runs one step and returns whether the computation has ended. */
  readonly advance: () => boolean;
  readonly isHeavy: () => boolean;
}

/**
 * Runs computations on the event loop in turns of a few milliseconds. The event loop runs between
 * two turns, so a short computation never waits for the end of a long one. Heavy computations have
 * fewer turns than the others.
 */
export class Turns {
  readonly #light: Running[] = [];
  readonly #heavy: Running[] = [];
  #turn = 0;
  #isRunning = false;

  /** Runs a computation to its end. Rejects with what it throws, or with the signal's reason. */
  run<T>(steps: Steps<T>, signal?: AbortSignal, isHeavy: () => boolean = () => false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue({
        isHeavy,
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
    for (let next = this.#next(); next; next = this.#next()) {
      if (!hasEnded(next)) this.#queue(next);
      await nextTurn();
    }
    this.#isRunning = false;
  }

  #queue(running: Running): void {
    (running.isHeavy() ? this.#heavy : this.#light).push(running);
  }

  #next(): Running | undefined {
    const isHeavyTurn = ++this.#turn % HEAVY_EVERY === 0;
    return isHeavyTurn
      ? (this.#heavy.shift() ?? this.#light.shift())
      : (this.#light.shift() ?? this.#heavy.shift());
  }
}

function hasEnded({ advance }: Running): boolean {
  const until = performance.now() + MAX_TURN_MS;
  do {
    if (advance()) return true;
  } while (performance.now() < until);
  return false;
}
