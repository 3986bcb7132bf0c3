import type { Queue } from 'bullmq';
import { AppError } from '../errors.ts';
import { memoryHeadroom, type RedisClient } from '../redis.ts';
import type { EnrichmentJob } from './enrichment-queue.ts';
import { oldestWaitingSeconds } from './queue-state.ts';

export interface IntakeGateOptions {
  /** From which age of the oldest waiting job on nothing more is taken. */
  readonly maxQueueAgeSeconds: number;
  /** The share of Redis' `maxmemory` that must be free, 0 to 1. Without a `maxmemory` it is not looked at. */
  readonly minRedisHeadroom: number;
  readonly now?: () => number;
}

/** How long what was looked up is believed. */
const BELIEVED_MS = 1000;

/** How long a look-up may delay an article. */
const PATIENCE_MS = 20;

/**
 * Whether more articles can be taken: not while those that wait are not worked off, and not when Redis is about to be full.
 * It is looked up at most once a second, however many ask; where it cannot be, the gate is open, for storing says what is wrong.
 */
export class IntakeGate {
  readonly #queue: Queue<EnrichmentJob>;
  readonly #redis: RedisClient;
  readonly #options: IntakeGateOptions;
  readonly #now: () => number;
  #believedUntil = Number.NEGATIVE_INFINITY;
  #reason: Promise<string | undefined> = Promise.resolve(undefined);

  constructor(queue: Queue<EnrichmentJob>, redis: RedisClient, options: IntakeGateOptions) {
    this.#queue = queue;
    this.#redis = redis;
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** @throws AppError `overloaded`. */
  async check(): Promise<void> {
    if (this.#now() >= this.#believedUntil) {
      this.#believedUntil = this.#now() + BELIEVED_MS;
      this.#reason = this.#lookUp();
    }
    const reason = await this.#inTime(this.#reason);
    if (reason !== undefined) throw new AppError('overloaded', reason);
  }

  /** A Redis that hangs is found out by storing; nobody waits for it twice. */
  async #inTime(reason: Promise<string | undefined>): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, undefined);
    });
    try {
      return await Promise.race([reason, tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #lookUp(): Promise<string | undefined> {
    // A queue whose connection was never ready waits for it, however long; whoever posts must not.
    if (this.#redis.status !== 'ready') return undefined;
    try {
      const [age, headroom] = await Promise.all([
        oldestWaitingSeconds(this.#queue, this.#now()),
        memoryHeadroom(this.#redis),
      ]);
      if (age >= this.#options.maxQueueAgeSeconds)
        return `Articles have been waiting for ${Math.floor(age)} s: come again later`;
      return headroom < this.#options.minRedisHeadroom
        ? 'The memory of the store is nearly full: come again later'
        : undefined;
    } catch {
      return undefined;
    }
  }
}
