import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { MarketQuotesObserver } from '../quotes/market-quotes.ts';
import type { RestBoard } from '../quotes/rest-board.ts';

/** Says in the log what happens on the way to a quote, and on the board which providers rest. */
export function watchQuotes(logger: Logger, rests: RestBoard): MarketQuotesObserver {
  return {
    onFailure: (provider, error) => logger.info({ provider, reason: messageOf(error) }, 'no quotes'),
    onRest(provider, rest) {
      if (rest) logger.warn({ provider, ...rest }, 'the provider is left in peace');
      else logger.info({ provider }, 'the provider answers again');
      rests.note(provider, rest).catch((error: unknown) => {
        logger.warn({ provider, reason: messageOf(error) }, 'its rest could not be noted');
      });
    },
    onCacheFailure: (error) => logger.warn({ reason: messageOf(error) }, 'quote cache'),
  };
}
