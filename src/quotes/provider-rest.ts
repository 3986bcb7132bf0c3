import { AppError, isAppError, messageOf } from '../errors.ts';

/** That a provider is not asked for a while, and why. */
export interface Rest {
  readonly until: Date;
  readonly reason: string;
}

export interface ProviderRestOptions {
  readonly now?: () => Date;
  /** Told when a rest begins, and with null when the provider has answered again. */
  readonly onChange?: (provider: string, rest: Rest | null) => void;
}

/** After a failure of the network or a mutilated answer, doubling with each further one. */
const FIRST_REST_MS = 10_000;
const MAX_OPEN_MS = 60_000;
/** After a refusal: providers lift their bans after about five minutes, and asking meanwhile prolongs them. */
const REFUSAL_REST_MS = 300_000;

/**
 * Keeps a provider that failed from being asked for a while (a circuit breaker): what is asked meanwhile fails at once, and
 * the next one gets all the time. After the rest one question goes through as a trial; the others wait for its outcome
 * with the next failure or answer.
 */
export class ProviderRest {
  readonly #provider: string;
  readonly #now: () => Date;
  readonly #onChange: (provider: string, rest: Rest | null) => void;
  #rest: Rest | null = null;
  #failures = 0;
  #trial: object | null = null;
  /** How many rests have begun: what was asked before one says nothing of the time after. */
  #rests = 0;

  constructor(provider: string, { now = () => new Date(), onChange = () => {} }: ProviderRestOptions = {}) {
    this.#provider = provider;
    this.#now = now;
    this.#onChange = onChange;
  }

  /**
   * Asks, unless the provider rests.
   * @throws AppError `provider_unavailable` while it rests; else what `ask` throws.
   */
  async guard<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    if (this.#rest && (this.#trial || this.#isOn(this.#rest))) throw this.#refusal(this.#rest);
    const question = {};
    if (this.#rest) this.#trial = question;
    const rests = this.#rests;
    try {
      const answer = await ask();
      if (rests === this.#rests) this.#recover();
      return answer;
    } catch (error) {
      if (isTheirFault(error, signal)) this.#begin(error, rests);
      throw error;
    } finally {
      if (this.#trial === question) this.#trial = null;
    }
  }

  /** A clock that was set back must not make a rest longer than it was to be. */
  #isOn({ until }: Rest): boolean {
    const left = until.getTime() - this.#now().getTime();
    return left > 0 && left <= REFUSAL_REST_MS;
  }

  #recover(): void {
    this.#failures = 0;
    if (!this.#rest) return;
    this.#rest = null;
    this.#onChange(this.#provider, null);
  }

  /** @param rests how many rests had begun when the question was asked that has failed now. */
  #begin(error: unknown, rests: number): void {
    const now = this.#now().getTime();
    const isRefusal = isAppError(error) && error.code === 'provider_refused';
    // Of questions that were under way together each may fail: that is one failure. A refusal counts whenever it comes.
    if (!isRefusal && rests !== this.#rests) return;
    const milliseconds = isRefusal
      ? REFUSAL_REST_MS
      : Math.min(FIRST_REST_MS * 2 ** this.#failures, MAX_OPEN_MS);
    const until = new Date(Math.max(now + milliseconds, this.#rest?.until.getTime() ?? 0));
    if (rests === this.#rests) this.#failures++;
    this.#rests++;
    this.#rest = { until, reason: messageOf(error) };
    this.#onChange(this.#provider, this.#rest);
  }

  #refusal({ until, reason }: Rest): AppError {
    return new AppError(
      'provider_unavailable',
      `${this.#provider} rests until ${until.toISOString()}: ${reason}`,
    );
  }
}

/** That a caller stopped waiting says nothing of the provider; that its time ran out does. */
function isTheirFault(error: unknown, signal: AbortSignal): boolean {
  return isAppError(error) && (!signal.aborted || signal.reason?.name === 'TimeoutError');
}
