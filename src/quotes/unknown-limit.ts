import type { Ticker } from '../tickers/ticker.ts';
import type { QuoteAnswers } from './quote-source.ts';

const WINDOW_MS = 60_000;

/** How many tickers that nobody knows a process asks providers about in a minute. Real articles hardly have any. */
const MAX_UNKNOWN_PER_MINUTE = 2000;

/**
 * Bounds how many unknown tickers a process asks providers about and remembers as unknown: whoever may ask can invent millions of them.
 * Tickers that turn out to be known do not count, however many there are. The clock is monotonic, in milliseconds.
 */
export class UnknownLimit {
  readonly #perMinute: number;
  readonly #now: () => number;
  #used = 0;
  #endsAt = Number.NEGATIVE_INFINITY;

  constructor(perMinute = MAX_UNKNOWN_PER_MINUTE, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /**
   * Asks about the tickers that the limit allows; of the others the answer is that nobody could be asked, which is not remembered.
   * @param isKnown whether a ticker has had a quote before: such tickers are always asked about.
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

  /** Looks one thing up, which counts if nobody could tell (null). Returns null at once if the limit is reached. */
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

  /** Takes as many of `count` as are left, since nobody can tell yet which are known, and returns how many. */
  #take(count: number): number {
    if (this.#now() >= this.#endsAt) {
      this.#used = 0;
      this.#endsAt = this.#now() + WINDOW_MS;
    }
    const taken = Math.max(0, Math.min(count, this.#perMinute - this.#used));
    this.#used += taken;
    return taken;
  }

  /** Gives back those that turned out to be known. */
  #giveBack(count: number): void {
    this.#used = Math.max(0, this.#used - count);
  }
}
