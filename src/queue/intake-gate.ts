import type { Queue } from 'bullmq';
import { AppError } from '../errors.ts';
import { primariesOf, type RedisClient } from '../redis.ts';
import type { EnrichmentJob } from './enrichment-queue.ts';

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

/** How many of the oldest jobs are looked at for one that has not been tried before. */
const OLDEST = 20;

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
      const [age, headroom] = await Promise.all([this.#oldestAgeSeconds(), this.#headroom()]);
      if (age >= this.#options.maxQueueAgeSeconds)
        return `Articles have been waiting for ${Math.floor(age)} s: come again later`;
      return headroom < this.#options.minRedisHeadroom
        ? 'The memory of the store is nearly full: come again later'
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** Of jobs that were never tried: one that an operator retries bears the time at which it was first queued. */
  async #oldestAgeSeconds(): Promise<number> {
    const jobs = await this.#queue.getJobs(['waiting', 'prioritized'], 0, OLDEST - 1, true);
    const untried = jobs.filter((job) => job && job.attemptsStarted === 0);
    const oldest = Math.min(...untried.map(({ timestamp }) => timestamp));
    return Math.max(0, (this.#now() - oldest) / 1000);
  }

  /** Of a cluster's primaries, of which any may be to store the next article, the one with the least counts. */
  async #headroom(): Promise<number> {
    const infos = await Promise.all(primariesOf(this.#redis).map((primary) => primary.info('memory')));
    return Math.min(...infos.map(headroomIn));
  }
}

function headroomIn(info: string): number {
  const bytes = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  const most = bytes('maxmemory');
  return most === 0 ? 1 : 1 - bytes('used_memory') / most;
}
