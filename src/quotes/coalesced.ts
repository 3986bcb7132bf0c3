import { SharedWork } from '../async/shared-work.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { Quote } from './quote.ts';
import { type MissingReason, NO_ANSWERS, type QuoteAnswers, type QuoteSource } from './quote-source.ts';

export interface CoalescedOptions {
  /** How long tickers are gathered after the first, in milliseconds. */
  readonly windowMs?: number;
  /** The most tickers in one request; with so many it leaves at once. */
  readonly mostTickers?: number;
}

/**
 * Gathers what is asked for at about the same time into few requests, each ticker in one of them: whoever asks for a
 * ticker that is under way waits for the same answer. A request ends when all who wait for it have given up.
 */
export function coalesced(
  source: QuoteSource,
  { windowMs = 4, mostTickers = 60 }: CoalescedOptions = {},
): QuoteSource {
  const underWay = new Map<Ticker, Batch>();
  let gathering: Batch | undefined;

  function batchFor(ticker: Ticker): Batch {
    const known = underWay.get(ticker);
    if (known && !known.work.isAbandoned) return known;
    if (!gathering || gathering.work.isAbandoned) gathering = openBatch();
    const batch = gathering;
    batch.tickers.push(ticker);
    underWay.set(ticker, batch);
    if (batch.tickers.length >= mostTickers) leave(batch);
    return batch;
  }

  function openBatch(): Batch {
    const batch = new Batch(source);
    batch.timer = setTimeout(() => leave(batch), windowMs);
    return batch;
  }

  function leave(batch: Batch): void {
    clearTimeout(batch.timer);
    if (gathering === batch) gathering = undefined;
    batch.leave();
    void batch.work.settled().finally(() => {
      for (const ticker of batch.tickers) if (underWay.get(ticker) === batch) underWay.delete(ticker);
    });
  }

  return {
    name: 'coalesced',
    async quotesFor(tickers, { signal }): Promise<QuoteAnswers> {
      signal.throwIfAborted();
      if (tickers.length === 0) return NO_ANSWERS;
      const wanted = new Map<Batch, Ticker[]>();
      for (const ticker of new Set(tickers)) {
        const batch = batchFor(ticker);
        const own = wanted.get(batch);
        if (own) own.push(ticker);
        else wanted.set(batch, [ticker]);
      }
      const answers = await Promise.all(
        [...wanted].map(async ([batch, own]) => pick(await batch.work.wait(signal), own)),
      );
      return joined(answers);
    },
  };
}

/** The tickers of one request, gathered until it leaves. */
class Batch {
  readonly tickers: Ticker[] = [];
  timer: NodeJS.Timeout | undefined;
  readonly work: SharedWork<QuoteAnswers>;
  /** Lets the request leave. */
  leave: () => void = () => {};

  constructor(source: QuoteSource) {
    const left = new Promise<void>((resolve) => {
      this.leave = resolve;
    });
    this.work = new SharedWork(async (signal) => {
      await left;
      signal.throwIfAborted();
      return source.quotesFor(this.tickers, { signal });
    });
  }
}

function pick({ quotes, missing }: QuoteAnswers, wanted: readonly Ticker[]): QuoteAnswers {
  const own = new Map<Ticker, Quote>();
  const reasons = new Map<Ticker, MissingReason>();
  for (const ticker of wanted) {
    const quote = quotes.get(ticker);
    if (quote) own.set(ticker, quote);
    else reasons.set(ticker, missing.get(ticker) ?? 'upstream-error');
  }
  return { quotes: own, missing: reasons };
}

function joined(answers: readonly QuoteAnswers[]): QuoteAnswers {
  return {
    quotes: new Map(answers.flatMap(({ quotes }) => [...quotes])),
    missing: new Map(answers.flatMap(({ missing }) => [...missing])),
  };
}
