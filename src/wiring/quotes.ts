import { CircuitBoard } from '../quotes/circuit-board.ts';
import type { ClosingPrices } from '../quotes/closing-prices.ts';
import { historyNamesOf, type MarketHistoryOptions, marketHistory } from '../quotes/market-history.ts';
import { type MarketQuotesOptions, marketQuotes } from '../quotes/market-quotes.ts';
import type { QuoteSource } from '../quotes/quote-source.ts';
import { connectRedis, type RedisClient } from '../redis/connect.ts';
import { PRODUCER_CONNECTION } from '../redis/connections.ts';
import type { RedisTarget } from '../redis/target.ts';
import type { ShutdownStep } from '../shutdown.ts';
import { observeQuotes } from '../telemetry/observe-quotes.ts';
import type { Telemetry } from './telemetry.ts';

export interface QuoteSettings {
  /** The Redis that caches quotes. */
  readonly cache: RedisTarget;
  readonly quotes: MarketQuotesOptions & MarketHistoryOptions;
}

export interface Quotes {
  readonly source: QuoteSource;
  readonly closes: ClosingPrices;
  readonly circuits: CircuitBoard;
  /** The names of all providers and histories in use. */
  readonly providers: readonly string[];
  /** The connection to the cache. */
  readonly cache: RedisClient;
  readonly closing: readonly ShutdownStep[];
}

/**
 * Opens the sources of quotes and closing prices.
 * @throws AppError `config_invalid` for an unknown provider.
 */
export function openQuotes(
  { cache: target, quotes: options }: QuoteSettings,
  { logger, metrics, tracing, redisLog }: Pick<Telemetry, 'logger' | 'metrics' | 'tracing' | 'redisLog'>,
): Quotes {
  const cache = connectRedis(target, PRODUCER_CONNECTION, redisLog.onError);
  const circuits = new CircuitBoard(cache);
  const observer = observeQuotes({ logger, circuits, metrics: metrics.quotes, trace: tracing.trace });
  return {
    source: marketQuotes(options, cache, observer),
    closes: marketHistory(options, cache, observer),
    circuits,
    providers: [...options.providers, ...historyNamesOf(options.providers)],
    cache,
    closing: [{ name: 'cache', close: () => cache.disconnect() }],
  };
}
