import { withTimeout } from '../async/with-timeout.ts';
import type { Ticker } from '../tickers/ticker.ts';
import { type MissingReason, NO_ANSWERS, type QuoteAnswers, type QuoteSource } from './quote-source.ts';

export interface FirstAnswerOptions {
  /** The longest that all sources may take together, in milliseconds. */
  readonly timeoutMs: number;
  /** Called when a source fails. The next one is asked. */
  readonly onFailure?: (source: string, error: unknown) => void;
}

/**
 * Asks each source in turn for the tickers that still have no quote. Never fails: if no source
 * could be asked about a ticker, it is `upstream-error`. Each source gets an equal share of the
 * time that is left, so one that hangs leaves time for the next.
 */
export function firstAnswer(
  sources: readonly QuoteSource[],
  { timeoutMs, onFailure }: FirstAnswerOptions,
): QuoteSource {
  return {
    name: 'first-answer',
    async quotesFor(tickers, { signal }): Promise<QuoteAnswers> {
      const deadline = performance.now() + timeoutMs;
      let answers: QuoteAnswers = NO_ANSWERS;
      for (const [index, source] of sources.entries()) {
        const wanted = tickers.filter((ticker) => !answers.quotes.has(ticker));
        if (wanted.length === 0) break;
        const share = (deadline - performance.now()) / (sources.length - index);
        try {
          const next = await withTimeout(share, signal, (limited) =>
            source.quotesFor(wanted, { signal: limited }),
          );
          answers = joined(answers, next, wanted);
        } catch (error) {
          // The caller has stopped waiting.
          signal.throwIfAborted();
          onFailure?.(source.name, error);
        }
      }
      return withReasons(tickers, answers);
    },
  };
}

/** Adds the answers of the next source for the tickers that it was asked for. */
function joined(before: QuoteAnswers, next: QuoteAnswers, wanted: readonly Ticker[]): QuoteAnswers {
  const quotes = new Map(before.quotes);
  const missing = new Map(before.missing);
  for (const ticker of wanted) {
    const quote = next.quotes.get(ticker);
    const reason = next.missing.get(ticker);
    if (quote) quotes.set(ticker, quote);
    // `unknown` says more than `unsupported`, which another source may answer.
    else if (reason && missing.get(ticker) !== 'unknown') missing.set(ticker, reason);
  }
  return { quotes, missing };
}

function withReasons(tickers: readonly Ticker[], { quotes, missing }: QuoteAnswers): QuoteAnswers {
  const unanswered = tickers.filter((ticker) => !quotes.has(ticker));
  const reasons = unanswered.map((ticker): [Ticker, MissingReason] => [
    ticker,
    missing.get(ticker) ?? 'upstream-error',
  ]);
  return { quotes, missing: new Map(reasons) };
}
