import type { RedisClient } from '../redis/connect.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { type ClosingPrices, closingPrices } from './closing-prices.ts';
import { barSource } from './daily-bars.ts';
import { HISTORIES } from './histories/table.ts';
import type { MarketQuotesObserver } from './market-quotes.ts';
import { RedisClosingPriceCache } from './redis-closing-price-cache.ts';
import { tracedBars, untraced } from './traced.ts';
import { withBarCircuitBreaker } from './with-circuit-breaker.ts';

export interface MarketHistoryOptions {
  /** The quote providers in use, by name: of others no history is asked for. */
  readonly providers: readonly string[];
  /** Scheme and host of closing prices, by provider. */
  readonly historyOrigins: Readonly<Record<string, string>>;
  /** The longest that an answer may take, whatever the providers do. */
  readonly timeoutMs: number;
  readonly now?: () => Date;
}

/** The names of the histories in logs, metrics and `/readyz`. */
export function historyNamesOf(providers: readonly string[]): readonly string[] {
  return Object.keys(HISTORIES)
    .filter((name) => providers.includes(name))
    .map(nameOf);
}

function nameOf(provider: string): string {
  return `${provider}-history`;
}

/** Closing prices as the service has them: kept for good, of the first provider in use that knows them. */
export function marketHistory(
  { providers, historyOrigins, timeoutMs, now }: MarketHistoryOptions,
  redis: RedisClient,
  { trace = untraced, onFailure, onCircuitChange, onCacheFailure }: MarketQuotesObserver = {},
): ClosingPrices {
  const clock = now ? { now } : {};
  const sources = Object.values(HISTORIES).flatMap((format) => {
    const origin = historyOrigins[format.name];
    if (origin === undefined || !providers.includes(format.name)) return [];
    const name = nameOf(format.name);
    const breaker = new CircuitBreaker(name, {
      ...clock,
      ...(onCircuitChange ? { onChange: onCircuitChange } : {}),
    });
    return [withBarCircuitBreaker(tracedBars(barSource(format, { origin }), name, trace), breaker)];
  });
  return closingPrices(sources, new RedisClosingPriceCache(redis, onCacheFailure), {
    timeoutMs,
    ...clock,
    ...(onFailure ? { onFailure: (source, error) => onFailure(nameOf(source), error) } : {}),
  });
}
