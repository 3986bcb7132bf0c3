import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { CircuitBoard } from '../quotes/circuit-board.ts';
import type { MarketQuotesObserver } from '../quotes/market-quotes.ts';
import type { QuoteMetrics } from './metrics/quotes.ts';
import { NO_TRACING, type Trace } from './trace.ts';

export interface QuoteObserverOptions {
  readonly logger: Logger;
  readonly circuits: CircuitBoard;
  readonly metrics: QuoteMetrics;
  /** Unset: no traces. */
  readonly trace?: Trace;
}

/**
 * Reports quote requests to the log, the metrics and the traces, and the open circuits to Redis.
 * Trace headers are never sent to a provider.
 */
export function observeQuotes({
  logger,
  circuits,
  metrics,
  trace = NO_TRACING.trace,
}: QuoteObserverOptions): MarketQuotesObserver {
  return {
    trace({ provider, tickers }, ask) {
      const attributes = { 'tickerspan.provider': provider, 'tickerspan.tickers': tickers };
      return trace(`ask ${provider}`, attributes, ask, 'client');
    },
    onRequest({ provider, tickers, seconds, outcome }) {
      metrics.requests.inc({ provider, outcome });
      metrics.seconds.observe({ provider }, seconds);
      metrics.tickers.observe({ provider }, tickers);
    },
    onFailure: (provider, error) => logger.info({ provider, reason: messageOf(error) }, 'no quotes'),
    onCircuitChange(provider, status) {
      metrics.circuitOpen.set({ provider }, status ? 1 : 0);
      if (status) logger.warn({ provider, ...status }, 'provider circuit opened');
      else logger.info({ provider }, 'provider circuit closed');
      circuits.note(provider, status).catch((error: unknown) => {
        logger.warn(
          { provider, reason: messageOf(error) },
          'could not record the state of the provider circuit',
        );
      });
    },
    onLookup({ inProcess, inRedis, asked, negative, stale, missing }) {
      metrics.lookups.inc({ found: 'process' }, inProcess);
      metrics.lookups.inc({ found: 'redis' }, inRedis);
      metrics.lookups.inc({ found: 'asked' }, asked);
      metrics.lookups.inc({ found: 'negative' }, negative);
      metrics.lookups.inc({ found: 'stale' }, stale);
      metrics.lookups.inc({ found: 'missing' }, missing);
    },
    onCacheFailure: (error) => logger.warn({ reason: messageOf(error) }, 'quote cache'),
  };
}
