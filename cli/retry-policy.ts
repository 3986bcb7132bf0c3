import { setTimeout as delay } from 'node:timers/promises';
import { retryAfterMs } from '../src/retry-after.ts';

/** Give up after the API has accepted nothing for this long. */
const MAX_WAIT_SECONDS = 900;
/** The first pause if the API sends no `Retry-After`. It doubles with each further one. */
const FIRST_PAUSE_SECONDS = 1;
const MAX_PAUSE_SECONDS = 30;

/** Returns whether the API is only busy or briefly unavailable. */
export function isBusy(status: number): boolean {
  return status === 429 || status === 503;
}

/**
 * Waits while the API is busy, for as long as `Retry-After` says. Gives up after the API has
 * accepted nothing for 15 minutes.
 */
export class RetryPolicy {
  readonly #onWait: (seconds: number) => void;
  #since = performance.now();
  #pause = FIRST_PAUSE_SECONDS;

  /** @param onWait is called every second with the number of seconds left. */
  constructor(onWait: (seconds: number) => void) {
    this.#onWait = onWait;
  }

  /** Call this after the API has accepted something. */
  renew(): void {
    this.#since = performance.now();
    this.#pause = FIRST_PAUSE_SECONDS;
  }

  /** Waits before the next attempt. @returns false, without waiting, if it is time to give up. */
  async wait(retryAfter: string | null): Promise<boolean> {
    const asked = retryAfterMs(retryAfter, new Date());
    const seconds = asked === undefined ? this.#pause : asked / 1000;
    if ((performance.now() - this.#since) / 1000 + seconds > MAX_WAIT_SECONDS) return false;
    this.#pause = Math.min(2 * this.#pause, MAX_PAUSE_SECONDS);
    for (let left = seconds; left > 0; left--) {
      this.#onWait(Math.ceil(left));
      await delay(1000 * Math.min(1, left));
    }
    return true;
  }
}
