import { performance } from 'node:perf_hooks';

/** Thrown if an article has to wait because too many heavy articles are being processed. */
export class NoPlace extends Error {
  override readonly name = 'NoPlace';
  /** When a place is probably free, in milliseconds from now. */
  readonly retryInMs: number;

  constructor(retryInMs: number) {
    super('too many heavy articles are being processed');
    this.retryInMs = retryInMs;
  }
}

const MIN_RETRY_MS = 50;
const MAX_RETRY_MS = 60_000;
/** How long an article is expected to hold a place, until that was measured. In milliseconds. */
const EXPECTED_MS = 300;
/**
 * How many waiting articles are known, so that they need not be read again to learn that they are
 * heavy.
 */
const MAX_KNOWN = 10_000;

/**
 * Limits how many heavy articles a worker processes at a time. An article that finds no place goes
 * back to the queue until one is probably free. So a hundred heavy articles fill neither the
 * worker's slots nor its memory.
 */
export class HeavyPlaces {
  readonly #max: number;
  readonly #waiting = new Set<string>();
  #held = 0;
  #holdMs = EXPECTED_MS;
  #nextFreeAt = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Returns whether an article is known to need a place. */
  isWaiting(id: string): boolean {
    return this.#waiting.has(id);
  }

  /**
   * Takes a place and returns a function that gives it back.
   * @throws NoPlace if none is free.
   */
  take(id: string): () => void {
    if (this.#held === this.#max) throw new NoPlace(this.#retryInMs(id));
    this.#waiting.delete(id);
    this.#held++;
    const from = performance.now();
    return () => {
      this.#held--;
      this.#holdMs = 0.8 * this.#holdMs + 0.2 * (performance.now() - from);
    };
  }

  #retryInMs(id: string): number {
    const now = performance.now();
    const perArticle = this.#holdMs / this.#max;
    if (this.#waiting.has(id)) return bounded(this.#holdMs * (0.5 + Math.random()));
    if (this.#waiting.size < MAX_KNOWN) this.#waiting.add(id);
    this.#nextFreeAt = Math.max(now, this.#nextFreeAt) + perArticle;
    return bounded(this.#nextFreeAt - now);
  }
}

/**
 * Limits a pause. The upper limit is random, so that those with the longest pause do not all come
 * back at once.
 */
function bounded(milliseconds: number): number {
  return Math.max(MIN_RETRY_MS, Math.min(milliseconds, MAX_RETRY_MS * (0.5 + Math.random() / 2)));
}

/** The place of one article that may turn out to be heavy. */
export class HeavyPlace {
  readonly #places: HeavyPlaces;
  readonly #id: string;
  #giveBack: (() => void) | undefined;

  constructor(places: HeavyPlaces, id: string) {
    this.#places = places;
    this.#id = id;
  }

  /**
   * Takes a place, if the article has none yet.
   * @throws NoPlace if none is free.
   */
  take(): void {
    this.#giveBack ??= this.#places.take(this.#id);
  }

  get isHeld(): boolean {
    return this.#giveBack !== undefined;
  }

  giveBack(): void {
    this.#giveBack?.();
    this.#giveBack = undefined;
  }
}
