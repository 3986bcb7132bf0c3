import { setTimeout as delay } from 'node:timers/promises';
import type { Promises } from './promises.ts';
import type { Store } from './store.ts';

const LOOK_MS = 250;

/**
 * Tracks which accepted articles have not ended. It asks Redis directly, so network faults do not
 * affect it.
 */
export class Tracker {
  readonly #store: Store;
  readonly #promises: Promises;
  readonly #ended = new Set<string>();
  isStopped = false;

  constructor(store: Store, promises: Promises) {
    this.#store = store;
    this.#promises = promises;
  }

  async run(): Promise<void> {
    while (!this.isStopped) {
      await this.#look().catch(() => {
        // Redis is away; this is repeated later.
      });
      await delay(LOOK_MS);
    }
  }

  stop(): void {
    this.isStopped = true;
  }

  /** Returns the articles accepted until this time of the run that have not ended. */
  pending(acceptedUntilMs = Number.POSITIVE_INFINITY): readonly string[] {
    return [...this.#promises.articles.values()]
      .filter(
        ({ id, acceptedAtMs, deletion }) =>
          acceptedAtMs <= acceptedUntilMs && deletion === 'none' && !this.#ended.has(id),
      )
      .map(({ id }) => id);
  }

  hasEnded(id: string): boolean {
    return this.#ended.has(id);
  }

  async #look(): Promise<void> {
    const ids = this.pending();
    if (ids.length === 0) return;
    const pipeline = this.#store.redis.pipeline();
    for (const id of ids) pipeline.hget(`tickerspan:{${id}}:record`, 'status');
    const results = (await pipeline.exec()) ?? [];
    for (const [index, [, status]] of results.entries()) {
      if (status === 'enriched' || status === 'failed') this.#ended.add(ids[index] ?? '');
    }
  }
}
