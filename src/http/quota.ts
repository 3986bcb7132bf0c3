import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors.ts';

export const WINDOW_SECONDS = 60;

/** How long a request may wait for the shared count. */
const MAX_WAIT_MS = 100;

/** How long a process counts alone before it asks for the shared count again. */
const ALONE_MS = 1000;

/** A process reserves this share of the limit at a time, so that most requests ask nobody. */
const BLOCK_SHARE = 0.01;

/** The count of a key that all processes share. */
export interface SharedCount {
  /** The points that all processes have reserved in this window. They may exceed the limit. */
  readonly consumedPoints: number;
  /** Milliseconds until the window ends. */
  readonly msBeforeNext: number;
}

export interface QuotaOptions {
  readonly perMinute: number;
  /** Adds points to the shared count. Rejects if the count is out of reach. */
  readonly reserve: (points: number) => Promise<SharedCount>;
  /** Milliseconds of a clock that never steps. */
  readonly now: () => number;
}

/**
 * The part of a key's limit that this process knows of. It reserves points in blocks from a count
 * that all processes share. If the shared count is slow or out of reach, this process goes on from
 * what it last knew, as if it were the only one.
 */
export class Quota {
  readonly #options: QuotaOptions;
  readonly #blockSize: number;
  /** Points that only this process may use. */
  #reserved = 0;
  /**
   * Points that nobody has reserved, as far as this process knows. They never increase within a
   * window.
   */
  #unreserved = 0;
  #endsAt = Number.NEGATIVE_INFINITY;
  /** Set while this process counts alone. Nothing is reserved then. */
  #aloneUntil: number | undefined;
  #reserving: Promise<void> | undefined;

  constructor(options: QuotaOptions) {
    this.#options = options;
    this.#blockSize = Math.max(1, Math.floor(options.perMinute * BLOCK_SHARE));
  }

  /**
   * Takes points. With a count of 0 it takes none, but still throws if none is left. @throws
   * AppError `rate_limited`.
   */
  async take(count = 1): Promise<void> {
    const needed = Math.max(count, 1);
    for (;;) {
      this.#startWindow();
      if (this.remaining < needed) throw this.#refusal(count);
      if (this.#reserved >= needed || this.#options.now() < (this.#aloneUntil ?? 0)) break;
      this.#reserving ??= this.#reserve(Math.max(needed - this.#reserved, this.#blockSize)).finally(() => {
        this.#reserving = undefined;
      });
      await this.#reserving;
    }
    if (this.#aloneUntil === undefined) this.#reserved -= count;
    else this.#unreserved -= count;
  }

  /** Gives one point back, because the service could not do what it was taken for. */
  giveBack(): void {
    if (this.remaining >= this.#options.perMinute) return;
    if (this.#aloneUntil === undefined) this.#reserved++;
    else this.#unreserved++;
  }

  get remaining(): number {
    return this.#reserved + this.#unreserved;
  }

  /** Seconds until the whole limit is available again. */
  get resetSeconds(): number {
    return Math.max(0, Math.ceil((this.#endsAt - this.#options.now()) / 1000));
  }

  #startWindow(): void {
    const now = this.#options.now();
    if (now < this.#endsAt) return;
    this.#reserved = 0;
    this.#unreserved = this.#options.perMinute;
    this.#endsAt = now + WINDOW_SECONDS * 1000;
  }

  async #reserve(points: number): Promise<void> {
    // A reply that comes too late for this request still counts for the next ones.
    const replied = this.#options.reserve(points).then(
      (count) => this.#apply(points, count),
      () => false,
    );
    const hasReply = await Promise.race([replied, delay(MAX_WAIT_MS, false, { ref: false })]);
    if (!hasReply) this.#countAlone();
  }

  #apply(points: number, { consumedPoints, msBeforeNext }: SharedCount): true {
    const { perMinute, now } = this.#options;
    const granted = Math.max(0, points - Math.max(0, consumedPoints - perMinute));
    // What this process used while it counted alone is missing in the shared count.
    this.#unreserved = Math.max(0, Math.min(perMinute - consumedPoints, this.#unreserved - granted));
    this.#reserved += granted;
    this.#endsAt = Math.min(this.#endsAt, now() + msBeforeNext);
    this.#aloneUntil = undefined;
    return true;
  }

  #countAlone(): void {
    this.#unreserved += this.#reserved;
    this.#reserved = 0;
    this.#aloneUntil = this.#options.now() + ALONE_MS;
  }

  #refusal(count: number): AppError {
    const { perMinute } = this.#options;
    const remedy =
      count > perMinute
        ? `this request counts as ${count}: ask for less at a time`
        : `come again in ${this.resetSeconds} s`;
    return new AppError('rate_limited', `This key may do ${perMinute} in a minute: ${remedy}`, {
      retryAfterSeconds: this.resetSeconds,
    });
  }
}
