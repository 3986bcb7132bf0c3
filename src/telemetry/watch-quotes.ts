import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { MarketQuotesObserver } from '../quotes/market-quotes.ts';
import type { RestBoard } from '../quotes/rest-board.ts';
import type { QuoteMetrics } from './metrics/quotes.ts';
import { NO_TRACING, type Trace } from './trace.ts';

export interface QuoteWatchers {
  readonly logger: Logger;
  readonly rests: RestBoard;
  readonly metrics: QuoteMetrics;
  /** Unset: nothing is traced. */
  readonly trace?: Trace;
}

/**
 * Says in the log, the metrics and the traces what happens on the way to a quote, and on the board which providers rest. A provider hears nothing of the
 * trace: it is no party to it.
 */
export function watchQuotes({
  logger,
  rests,
  metrics,
  trace = NO_TRACING.trace,
}: QuoteWatchers): MarketQuotesObserver {
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
    onRest(provider, rest) {
      metrics.resting.set({ provider }, rest ? 1 : 0);
      if (rest) logger.warn({ provider, ...rest }, 'the provider is left in peace');
      else logger.info({ provider }, 'the provider answers again');
      rests.note(provider, rest).catch((error: unknown) => {
        logger.warn({ provider, reason: messageOf(error) }, 'its rest could not be noted');
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
