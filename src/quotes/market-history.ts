import type { RedisClient } from '../redis/connect.ts';
import { CircuitBreaker, withBarCircuitBreaker } from './circuit-breaker.ts';
import { type ClosingPrices, closingPrices } from './closing-prices.ts';
import { barSource } from './daily-bars.ts';
import { HISTORIES } from './histories/table.ts';
import type { MarketQuotesObserver } from './market-quotes.ts';
import { observedBars } from './observed.ts';

export interface MarketHistoryOptions {
  /** The names of the quote providers in use. Histories of other providers are not asked. */
  readonly providers: readonly string[];
  /** Scheme and host of closing prices, by provider. */
  readonly historyOrigins: Readonly<Record<string, string>>;
  /** The longest that a call may take, whatever the providers do. */
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

/** The closing prices of the service, from the first provider in use that knows them. */
export function marketHistory(
  { providers, historyOrigins, timeoutMs, now }: MarketHistoryOptions,
  redis: RedisClient,
  observer: MarketQuotesObserver = {},
): ClosingPrices {
  const { onFailure, onCircuitChange, onCacheFailure } = observer;
  const clock = now ? { now } : {};
  const sources = Object.values(HISTORIES).flatMap((format) => {
    const origin = historyOrigins[format.name];
    if (origin === undefined || !providers.includes(format.name)) return [];
    const name = nameOf(format.name);
    const breaker = new CircuitBreaker(name, {
      ...clock,
      ...(onCircuitChange ? { onChange: onCircuitChange } : {}),
    });
    return [withBarCircuitBreaker(observedBars(barSource(format, { origin }), name, observer), breaker)];
  });
  return closingPrices(sources, redis, {
    timeoutMs,
    ...clock,
    ...(onFailure ? { onFailure: (source, error) => onFailure(nameOf(source), error) } : {}),
    ...(onCacheFailure ? { onCacheFailure } : {}),
  });
}
