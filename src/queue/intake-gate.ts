import type { Queue } from 'bullmq';
import { memoizeFor } from '../async/memoize-for.ts';
import { settleWithin } from '../async/with-timeout.ts';
import { AppError } from '../errors.ts';
import { storeNow } from '../redis/clock.ts';
import type { RedisClient } from '../redis/connect.ts';
import { spareMemory } from '../redis/info.ts';
import type { EnrichmentJob } from './enrichment-queue.ts';
import { oldestWaitingSeconds } from './queue-state.ts';

export interface IntakeGateOptions {
  /** Refuse new articles once the oldest waiting job has waited this many seconds. */
  readonly maxQueueAgeSeconds: number;
  /**
   * The share of Redis' `maxmemory` that must stay free, 0 to 1. Ignored if there is no
   * `maxmemory`.
   */
  readonly minRedisHeadroom: number;
  /** Returns the total size of the bodies of all articles in flight. */
  readonly bytesInFlight?: () => Promise<number>;
  /** A monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

/** How long the state of the queue and of Redis is memoized. */
const MEMOIZED_MS = 1000;

/** How long the lookup may delay an article. */
const TIMEOUT_MS = 20;

/**
 * How many bytes of Redis an article in flight still needs, for each byte of its body.
 *
 * Measured enrichment per body: 1.0 for plain text, 1.7 for 1.8 MB with 10,000 spans, 2.2 and 3.2
 * for articles of 7 and 4 KB with three companies. 50 KB of nothing but symbols need 33. If there
 * is no room for such an article, its job is delayed until there is.
 */
const GROWTH = 3;
/** How many more bytes an article needs, whatever its body: record, ledger, job, feed. */
const GROWTH_BYTES = 4096;

interface View {
  /** Why articles are refused. */
  readonly reason?: string;
  /** How many more bytes may be promised. */
  readonly spare: number;
}

const OPEN: View = { spare: Number.POSITIVE_INFINITY };
const FULL = 'The store is nearly out of memory. Try again later';

/**
 * Refuses articles while the queue is too old, or if Redis would be full once all accepted articles
 * are enriched. The state is read at most once a second. If it cannot be read, articles are
 * accepted: storing them reports what is wrong.
 */
export class IntakeGate {
  readonly #queue: Queue<EnrichmentJob>;
  readonly #redis: RedisClient;
  readonly #options: IntakeGateOptions;
  readonly #view: () => Promise<View>;
  /** How many bytes were promised to articles since the last lookup. */
  #promised = 0;

  constructor(queue: Queue<EnrichmentJob>, redis: RedisClient, options: IntakeGateOptions) {
    this.#queue = queue;
    this.#redis = redis;
    this.#options = options;
    this.#view = memoizeFor(MEMOIZED_MS, () => this.#lookUp(), options.now);
  }

  /**
   * @param bytes the size of the article's body.
   * @throws AppError `overloaded`.
   */
  async check(bytes = 0): Promise<void> {
    // Do not wait for a Redis that hangs: storing the article will time out anyway.
    const { reason, spare } = await settleWithin(TIMEOUT_MS, this.#view()).catch(() => OPEN);
    if (reason !== undefined) throw new AppError('overloaded', reason);
    const growth = bytes * GROWTH + GROWTH_BYTES;
    if (this.#promised + growth > spare) throw new AppError('overloaded', FULL);
    this.#promised += growth;
  }

  async #lookUp(): Promise<View> {
    // A queue that was never connected waits for its connection without a limit. A request must not
    // wait.
    if (this.#redis.status !== 'ready') return OPEN;
    const { maxQueueAgeSeconds, minRedisHeadroom, bytesInFlight = async () => 0 } = this.#options;
    this.#promised = 0;
    try {
      const [age, spare, inFlight] = await Promise.all([
        storeNow(this.#redis).then((now) => oldestWaitingSeconds(this.#queue, now.getTime())),
        spareMemory(this.#redis, minRedisHeadroom),
        bytesInFlight(),
      ]);
      if (age >= maxQueueAgeSeconds)
        return {
          spare,
          reason: `The oldest queued article has waited for ${Math.floor(age)} s. Try again later`,
        };
      return { spare: spare - inFlight * GROWTH };
    } catch {
      return OPEN;
    }
  }
}
