import type { Ticker } from '../tickers/ticker.ts';
import type { Quote } from './quote.ts';

/** Why a ticker has no quote: no provider knows it, none could be asked, or its kind is quoted by none. */
export type MissingReason = 'unknown' | 'upstream-error' | 'unsupported';

/** Every ticker that was asked for stands in exactly one of the two; no other does. */
export interface QuoteAnswers {
  readonly quotes: ReadonlyMap<Ticker, Quote>;
  readonly missing: ReadonlyMap<Ticker, MissingReason>;
}

/**
 * Anything that answers tickers with quotes: a provider, or a wrapper around other sources, which has the same
 * interface and obeys the same laws: no tickers, no request; an unknown ticker spoils no neighbour's answer; an
 * aborted signal rejects at once. A source that cannot answer at all throws an AppError; a wrapper may turn that
 * into `upstream-error`.
 */
export interface QuoteSource {
  readonly name: string;
  quotesFor(tickers: readonly Ticker[], options: AskOptions): Promise<QuoteAnswers>;
}

export interface AskOptions {
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** How old a quote may be at most since it was fetched; whatever a cache thinks of it otherwise. */
  readonly maxAgeSeconds?: number;
}

export const NO_ANSWERS: QuoteAnswers = { quotes: new Map(), missing: new Map() };
