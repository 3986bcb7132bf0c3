import { setTimeout as delay } from 'node:timers/promises';

/** How long nothing at all may be taken before a submission is given up. */
const PATIENCE_SECONDS = 900;
/** Where the API does not say when to come again. */
const FIRST_PAUSE_SECONDS = 1;
const MAX_PAUSE_SECONDS = 30;

/** Whether the API is only busy, or away for a moment. */
export function isBusy(status: number): boolean {
  return status === 429 || status === 503;
}

/** Waits while the API is busy, as long as it says, and gives up where it has taken nothing for very long. */
export class Patience {
  readonly #onWait: (seconds: number) => void;
  #since = performance.now();
  #pause = FIRST_PAUSE_SECONDS;

  /** @param onWait is told each second how many are left. */
  constructor(onWait: (seconds: number) => void) {
    this.#onWait = onWait;
  }

  /** Something was taken. */
  renew(): void {
    this.#since = performance.now();
    this.#pause = FIRST_PAUSE_SECONDS;
  }

  /** @returns false, at once, where it would be waited in vain. */
  async wait(retryAfter: string | null): Promise<boolean> {
    const seconds = secondsIn(retryAfter) ?? this.#pause;
    if ((performance.now() - this.#since) / 1000 + seconds > PATIENCE_SECONDS) return false;
    this.#pause = Math.min(2 * this.#pause, MAX_PAUSE_SECONDS);
    for (let left = seconds; left > 0; left--) {
      this.#onWait(Math.ceil(left));
      await delay(1000 * Math.min(1, left));
    }
    return true;
  }
}

/** Of `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). */
function secondsIn(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1000);
}
