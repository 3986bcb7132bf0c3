import { setTimeout as delay } from 'node:timers/promises';
import type { Promises } from './promises.ts';
import type { Tracker } from './tracker.ts';

const LOOK_MS = 100;

/**
 * Measures how long recovery takes after each fault: until articles are accepted again, and all
 * articles accepted before its end have ended.
 */
export class RecoveryWatch {
  readonly #promises: Promises;
  readonly #tracker: Tracker;
  readonly #results: { readonly name: string; ms: number | null }[] = [];
  /** Articles left over from an earlier fault, which do not count for later ones. */
  readonly #leftBehind = new Set<string>();
  #current: readonly string[] = [];

  constructor(promises: Promises, tracker: Tracker) {
    this.#promises = promises;
    this.#tracker = tracker;
  }

  /**
   * Starts measuring at the end of a fault. Returns the milliseconds, or undefined if the run ends
   * before.
   */
  async begin(name: string): Promise<number | undefined> {
    for (const id of this.#current) this.#leftBehind.add(id);
    const endedAtMs = this.#promises.now();
    const result = { name, ms: null as number | null };
    this.#results.push(result);
    const leftBehind = new Set(this.#leftBehind);
    for (;;) {
      const pending = this.#tracker.pending(endedAtMs).filter((id) => !leftBehind.has(id));
      if (this.#results.at(-1) === result) this.#current = pending;
      const isAccepting = this.#promises.lastAcceptedAtMs > endedAtMs;
      if (isAccepting && pending.length === 0) {
        result.ms = this.#promises.now() - endedAtMs;
        return result.ms;
      }
      if (this.#tracker.isStopped) return undefined;
      await delay(LOOK_MS);
    }
  }

  results(): readonly { readonly name: string; readonly ms: number | null }[] {
    return this.#results;
  }
}
