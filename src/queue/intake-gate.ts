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
  /** From which age of the oldest waiting job on nothing more is taken. */
  readonly maxQueueAgeSeconds: number;
  /**
   * The share of Redis' `maxmemory` that must be free, 0 to 1. Without a `maxmemory` it is not
   * looked at.
   */
  readonly minRedisHeadroom: number;
  /** How long the bodies of all articles in flight are together. */
  readonly bytesInFlight?: () => Promise<number>;
  /** A monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

/** How long the state of the queue and of Redis is memoized. */
const MEMOIZED_MS = 1000;

/** The longest that the lookup may delay an article. */
const TIMEOUT_MS = 20;

/**
 * How many bytes of Redis an article in flight still takes, for each byte of its body. Measured,
 * enrichment to body: 1.0 for plain text, 1.7 for 1.8 MB with 10,000 spans, 2.2 and 3.2 for
 * articles of 7 and 4 KB with three companies. 50 KB of nothing but symbols take 33; if there is no
 * room for such an article, its job is delayed until there is.
 */
const GROWTH = 3;
/** The same for an article whatever its body: record, ledger, job, feed. In bytes. */
const GROWTH_BYTES = 4096;

interface View {
  /** Why nothing is taken. */
  readonly reason?: string;
  /** How many bytes may still be promised. */
  readonly spare: number;
}

const OPEN: View = { spare: Number.POSITIVE_INFINITY };
const FULL = 'The memory of the store is nearly full: come again later';

/**
 * Refuses articles while the queue is too old, or if Redis would be full once all accepted articles
 * are enriched. The state is read at most once a second. If it cannot be read, the gate is open:
 * storing the article will report what is wrong.
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

  /** @param bytes how long the article's body is. @throws AppError `overloaded`. */
  async check(bytes = 0): Promise<void> {
    // Do not wait for a Redis that hangs: storing the article will time out anyway.
    const { reason, spare } = await settleWithin(TIMEOUT_MS, this.#view()).catch(() => OPEN);
    if (reason !== undefined) throw new AppError('overloaded', reason);
    const growth = bytes * GROWTH + GROWTH_BYTES;
    if (this.#promised + growth > spare) throw new AppError('overloaded', FULL);
    this.#promised += growth;
  }

  async #lookUp(): Promise<View> {
    // A queue whose connection was never ready waits for it, however long; whoever posts must not.
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
        return { spare, reason: `Articles have been waiting for ${Math.floor(age)} s: come again later` };
      return { spare: spare - inFlight * GROWTH };
    } catch {
      return OPEN;
    }
  }
}
