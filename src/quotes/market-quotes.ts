import { AppError } from '../errors.ts';
import type { RedisClient } from '../redis/connect.ts';
import { cached, type Lookup } from './cached.ts';
import { CircuitBreaker, type CircuitStatus, withCircuitBreaker } from './circuit-breaker.ts';
import { coalesced } from './coalesced.ts';
import { firstAnswer } from './first-answer.ts';
import { observed, type SourceObserver } from './observed.ts';
import { provider } from './provider.ts';
import { PROVIDERS } from './providers/table.ts';
import type { QuoteSource } from './quote-source.ts';

export interface MarketQuotesOptions {
  /** The names of the providers, in the order in which they are asked. */
  readonly providers: readonly string[];
  /** Scheme and host by provider. */
  readonly origins: Readonly<Record<string, string>>;
  /** How long a quote is fresh while prices move. */
  readonly ttlSeconds: number;
  /** The longest that a call may take, whatever the providers do. */
  readonly timeoutMs: number;
  readonly now?: () => Date;
}

/** Learns what happens on the way to a quote. */
export interface MarketQuotesObserver extends SourceObserver {
  /** A provider failed. The next one is asked. */
  onFailure?(provider: string, error: unknown): void;
  /** The circuit breaker of a provider opened. Null: it closed. */
  onCircuitChange?(provider: string, status: CircuitStatus | null): void;
  onLookup?(lookup: Lookup): void;
  onCacheFailure?(error: unknown): void;
}

/**
 * The providers' share of the time that a call may take. The rest is for returning their answers.
 */
const PROVIDERS_SHARE = 0.95;

/**
 * The quotes of the service: cached, with concurrent questions coalesced, from the first provider
 * that answers.
 * @throws AppError `config_invalid` for a provider that does not exist.
 */
export function marketQuotes(
  { providers, origins, ttlSeconds, timeoutMs, now }: MarketQuotesOptions,
  redis: RedisClient,
  observer: MarketQuotesObserver = {},
): QuoteSource {
  const { onFailure, onCircuitChange, onLookup, onCacheFailure } = observer;
  const clock = now ? { now } : {};
  const sources = providers.map((name) => {
    const format = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
    const origin = origins[name];
    if (!format || origin === undefined) {
      const known = Object.keys(PROVIDERS).join(', ');
      throw new AppError('config_invalid', `QUOTE_PROVIDERS names ${name}. The providers are ${known}.`);
    }
    const breaker = new CircuitBreaker(name, {
      ...clock,
      ...(onCircuitChange ? { onChange: onCircuitChange } : {}),
    });
    return withCircuitBreaker(observed(provider(format, { origin, ...clock }), observer), breaker);
  });
  const asked = firstAnswer(sources, {
    timeoutMs: timeoutMs * PROVIDERS_SHARE,
    ...(onFailure ? { onFailure } : {}),
  });
  return cached(coalesced(asked), redis, {
    ttlSeconds,
    timeoutMs,
    ...clock,
    ...(onLookup ? { onLookup } : {}),
    ...(onCacheFailure ? { onCacheFailure } : {}),
  });
}
