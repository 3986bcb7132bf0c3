import { AppError, isAppError, messageOf } from '../errors.ts';
import type { BarSource } from './daily-bars.ts';
import type { QuoteSource } from './quote-source.ts';

/** An open circuit. */
export interface CircuitStatus {
  /** When the next request is let through as a trial. */
  readonly until: Date;
  /** Why the circuit opened. */
  readonly reason: string;
}

export interface CircuitBreakerOptions {
  readonly now?: () => Date;
  /** Called when the circuit opens, and with null when it closes. */
  readonly onChange?: (provider: string, status: CircuitStatus | null) => void;
}

/** After a network failure or a damaged answer. Doubles with each further failure. */
const FIRST_OPEN_MS = 10_000;
const MAX_OPEN_MS = 60_000;
/** After a refusal. Bans last about five minutes, and requests prolong them. */
const REFUSAL_OPEN_MS = 300_000;

/**
 * A circuit breaker. After a failure it is open: requests fail at once, so that the next provider
 * gets all the time. Then it is half-open: one request goes through as a trial, and all others fail
 * until the trial ends. An answer closes the circuit.
 */
export class CircuitBreaker {
  readonly #provider: string;
  readonly #now: () => Date;
  readonly #onChange: (provider: string, status: CircuitStatus | null) => void;
  /** Null while the circuit is closed. */
  #status: CircuitStatus | null = null;
  #failures = 0;
  #trial: object | null = null;
  /** How often the circuit opened. A request from before the last opening no longer counts. */
  #openings = 0;

  constructor(provider: string, { now = () => new Date(), onChange = () => {} }: CircuitBreakerOptions = {}) {
    this.#provider = provider;
    this.#now = now;
    this.#onChange = onChange;
  }

  /**
   * Calls `ask` unless the circuit is open.
   * @throws AppError `provider_unavailable` while the circuit is open. Otherwise what `ask` throws.
   */
  async guard<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    if (this.#status && (this.#trial || this.#isOpen(this.#status))) throw this.#refusal(this.#status);
    const question = {};
    if (this.#status) this.#trial = question;
    const openings = this.#openings;
    try {
      const answer = await ask();
      if (openings === this.#openings) this.#close();
      return answer;
    } catch (error) {
      if (isTheirFault(error, signal)) this.#open(error, openings);
      throw error;
    } finally {
      if (this.#trial === question) this.#trial = null;
    }
  }

  /** A clock that is set back must not keep the circuit open for longer than intended. */
  #isOpen({ until }: CircuitStatus): boolean {
    const left = until.getTime() - this.#now().getTime();
    return left > 0 && left <= REFUSAL_OPEN_MS;
  }

  #close(): void {
    this.#failures = 0;
    if (!this.#status) return;
    this.#status = null;
    this.#onChange(this.#provider, null);
  }

  /** @param openings how often the circuit had opened when the failed request began. */
  #open(error: unknown, openings: number): void {
    const now = this.#now().getTime();
    const isRefusal = isAppError(error) && error.code === 'provider_refused';
    // Concurrent requests may all fail, which counts as one failure. A refusal always counts.
    if (!isRefusal && openings !== this.#openings) return;
    const milliseconds = isRefusal
      ? REFUSAL_OPEN_MS
      : Math.min(FIRST_OPEN_MS * 2 ** this.#failures, MAX_OPEN_MS);
    const until = new Date(Math.max(now + milliseconds, this.#status?.until.getTime() ?? 0));
    if (openings === this.#openings) this.#failures++;
    this.#openings++;
    this.#status = { until, reason: messageOf(error) };
    this.#onChange(this.#provider, this.#status);
  }

  #refusal({ until, reason }: CircuitStatus): AppError {
    return new AppError(
      'provider_unavailable',
      `The circuit breaker of ${this.#provider} is open until ${until.toISOString()}: ${reason}`,
    );
  }
}

/** A caller that stops waiting is not the provider's fault. A timeout is. */
function isTheirFault(error: unknown, signal: AbortSignal): boolean {
  return isAppError(error) && (!signal.aborted || signal.reason?.name === 'TimeoutError');
}

/** Puts a circuit breaker around a source. */
export function withCircuitBreaker(source: QuoteSource, breaker: CircuitBreaker): QuoteSource {
  return {
    name: source.name,
    quotesFor: (tickers, options) =>
      // Without tickers no request is sent, so the circuit does not matter.
      tickers.length === 0
        ? source.quotesFor(tickers, options)
        : breaker.guard(() => source.quotesFor(tickers, options), options.signal),
  };
}

/** Like {@link withCircuitBreaker}, for a source of closing prices. */
export function withBarCircuitBreaker(source: BarSource, breaker: CircuitBreaker): BarSource {
  return {
    name: source.name,
    barsUntil: (ticker, date, options) =>
      breaker.guard(() => source.barsUntil(ticker, date, options), options.signal),
  };
}
