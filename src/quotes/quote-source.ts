import { z } from 'zod';
import type { Ticker } from '../tickers/ticker.ts';
import type { Quote } from './quote.ts';

export const missingReasonSchema = z
  .enum(['unknown', 'upstream-error', 'unsupported'])
  .describe(
    'Why there is no quote: no provider knows the ticker, no provider could be asked, or no provider quotes its kind.',
  );

export type MissingReason = z.infer<typeof missingReasonSchema>;

/** Each ticker that was asked for is in exactly one of the two. No other ticker is in them. */
export interface QuoteAnswers {
  readonly quotes: ReadonlyMap<Ticker, Quote>;
  readonly missing: ReadonlyMap<Ticker, MissingReason>;
}

/**
 * Anything that answers tickers with quotes: a provider, or a wrapper around other sources. The
 * laws are the same for all:
 *
 * - Without tickers no request is sent.
 * - An unknown ticker does not affect the answers for the others.
 * - An aborted signal rejects at once.
 * - A source that cannot answer at all throws an AppError. A wrapper may turn that into
 *   `upstream-error`.
 */
export interface QuoteSource {
  readonly name: string;
  quotesFor(tickers: readonly Ticker[], options: AskOptions): Promise<QuoteAnswers>;
}

export interface AskOptions {
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** The largest age of a quote since it was fetched, even if a cache still calls it fresh. */
  readonly maxAgeSeconds?: number;
}

export const NO_ANSWERS: QuoteAnswers = { quotes: new Map(), missing: new Map() };
