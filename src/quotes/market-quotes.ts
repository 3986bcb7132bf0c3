import { AppError } from '../errors.ts';
import type { RedisClient } from '../redis/connect.ts';
import { cached, type Lookup } from './cached.ts';
import { CircuitBreaker, type CircuitStatus } from './circuit-breaker.ts';
import { coalesced } from './coalesced.ts';
import { firstAnswer } from './first-answer.ts';
import { measured, type ProviderRequest } from './measured.ts';
import { provider } from './provider.ts';
import { PROVIDERS } from './providers/table.ts';
import type { QuoteSource } from './quote-source.ts';
import { RedisQuoteCache } from './redis-quote-cache.ts';
import { type TraceQuestion, traced, untraced } from './traced.ts';
import { withCircuitBreaker } from './with-circuit-breaker.ts';

export interface MarketQuotesOptions {
  /** By name, in the order in which they are asked. */
  readonly providers: readonly string[];
  /** Scheme and host by provider. */
  readonly origins: Readonly<Record<string, string>>;
  /** How long a quote is fresh while prices move. */
  readonly ttlSeconds: number;
  /** The longest that an answer may take, whatever the providers do. */
  readonly timeoutMs: number;
  readonly now?: () => Date;
}

/** Who is told what happens on the way to a quote. */
export interface MarketQuotesObserver {
  onRequest?(request: ProviderRequest): void;
  /** Runs each question to a provider. */
  trace?: TraceQuestion;
  /** A provider could not answer; the next one is asked. */
  onFailure?(provider: string, error: unknown): void;
  /** The circuit breaker of a provider opened; null: it closed. */
  onCircuitChange?(provider: string, status: CircuitStatus | null): void;
  onLookup?(lookup: Lookup): void;
  onCacheFailure?(error: unknown): void;
}

/** Of the time that an answer may take, the part that the providers have: the rest is for telling what they said. */
const PROVIDERS_SHARE = 0.95;

/**
 * Quotes as the service has them: remembered, gathered into few requests, of the first provider that can answer.
 * @throws AppError `config_invalid` for a provider that nobody knows.
 */
export function marketQuotes(
  { providers, origins, ttlSeconds, timeoutMs, now }: MarketQuotesOptions,
  redis: RedisClient,
  observer: MarketQuotesObserver = {},
): QuoteSource {
  const {
    onRequest = () => {},
    trace = untraced,
    onFailure,
    onCircuitChange,
    onLookup,
    onCacheFailure,
  } = observer;
  const clock = now ? { now } : {};
  const sources = providers.map((name) => {
    const format = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
    const origin = origins[name];
    if (!format || origin === undefined) {
      const known = Object.keys(PROVIDERS).join(', ');
      throw new AppError('config_invalid', `QUOTE_PROVIDERS names ${name}; known are ${known}`);
    }
    const breaker = new CircuitBreaker(name, {
      ...clock,
      ...(onCircuitChange ? { onChange: onCircuitChange } : {}),
    });
    const source = traced(provider(format, { origin, ...clock }), trace);
    return withCircuitBreaker(measured(source, onRequest), breaker);
  });
  const asked = firstAnswer(sources, {
    timeoutMs: timeoutMs * PROVIDERS_SHARE,
    ...(onFailure ? { onFailure } : {}),
  });
  return cached(coalesced(asked), new RedisQuoteCache(redis, onCacheFailure), {
    ttlSeconds,
    timeoutMs,
    ...clock,
    ...(onLookup ? { onLookup } : {}),
  });
}
