import type { Ticker } from '../tickers/ticker.ts';
import type { QuoteAnswers } from './quote-source.ts';

const WINDOW_MS = 60_000;

/** How many unknown tickers a process asks about per minute. Real articles have hardly any. */
const MAX_UNKNOWN_PER_MINUTE = 2000;

/**
 * Bounds how many unknown tickers a process asks providers about and caches as unknown, because a
 * caller could invent millions of them. Tickers that turn out to be known do not count.
 */
export class UnknownLimit {
  readonly #perMinute: number;
  readonly #now: () => number;
  #used = 0;
  #endsAt = Number.NEGATIVE_INFINITY;

  /** @param now a monotonic clock, in milliseconds. */
  constructor(perMinute = MAX_UNKNOWN_PER_MINUTE, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /**
   * Asks about the tickers that the limit allows. The others are `upstream-error`, which is never
   * cached.
   * @param isKnown whether a ticker has had a quote before. Such tickers are always asked about.
   */
  async ask(
    wanted: readonly Ticker[],
    isKnown: (ticker: Ticker) => boolean,
    ask: (allowed: readonly Ticker[]) => Promise<QuoteAnswers>,
  ): Promise<QuoteAnswers> {
    const strangers = wanted.filter((ticker) => !isKnown(ticker));
    const taken = this.#take(strangers.length);
    const refused = new Set(strangers.slice(taken));
    let unknown = 0;
    try {
      const answers = await ask(wanted.filter((ticker) => !refused.has(ticker)));
      unknown = strangers.filter((ticker) => answers.missing.get(ticker) === 'unknown').length;
      const missing = new Map(answers.missing);
      for (const ticker of refused) missing.set(ticker, 'upstream-error');
      return { quotes: answers.quotes, missing };
    } finally {
      this.#giveBack(taken - unknown);
    }
  }

  /**
   * Looks up one item. An unknown one (null) counts. Returns null at once if the limit is reached.
   */
  async lookUp<Answer>(ask: () => Promise<Answer | null>): Promise<Answer | null> {
    if (this.#take(1) === 0) return null;
    let isKnown = true;
    try {
      const answer = await ask();
      isKnown = answer !== null;
      return answer;
    } finally {
      if (isKnown) this.#giveBack(1);
    }
  }

  /** Reserves up to `count` until it is clear which are known. Returns how many were left. */
  #take(count: number): number {
    if (this.#now() >= this.#endsAt) {
      this.#used = 0;
      this.#endsAt = this.#now() + WINDOW_MS;
    }
    const taken = Math.max(0, Math.min(count, this.#perMinute - this.#used));
    this.#used += taken;
    return taken;
  }

  /** Gives back the reservation of those that turned out to be known. */
  #giveBack(count: number): void {
    this.#used = Math.max(0, this.#used - count);
  }
}
