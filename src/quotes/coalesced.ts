import { SharedWork } from '../async/shared-work.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { Quote } from './quote.ts';
import { type MissingReason, NO_ANSWERS, type QuoteAnswers, type QuoteSource } from './quote-source.ts';

export interface CoalescedOptions {
  /** How long a request collects tickers after the first one, in milliseconds. */
  readonly windowMs?: number;
  /** The most tickers in one request. A full request is sent at once. */
  readonly maxTickers?: number;
}

/**
 * Combines calls at about the same time into few requests. Callers that ask for the same ticker
 * share one request. It is aborted when all its callers have given up.
 */
export function coalesced(
  source: QuoteSource,
  { windowMs = 4, maxTickers = 60 }: CoalescedOptions = {},
): QuoteSource {
  const underWay = new Map<Ticker, Batch>();
  let collecting: Batch | undefined;

  function batchFor(ticker: Ticker): Batch {
    const known = underWay.get(ticker);
    if (known && !known.work.isAbandoned) return known;
    if (!collecting || collecting.work.isAbandoned) collecting = openBatch();
    const batch = collecting;
    batch.tickers.push(ticker);
    underWay.set(ticker, batch);
    if (batch.tickers.length >= maxTickers) send(batch);
    return batch;
  }

  function openBatch(): Batch {
    const batch = new Batch(source);
    batch.timer = setTimeout(() => send(batch), windowMs);
    return batch;
  }

  function send(batch: Batch): void {
    clearTimeout(batch.timer);
    if (collecting === batch) collecting = undefined;
    batch.send();
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

/** One request, which collects tickers until it is sent. */
class Batch {
  readonly tickers: Ticker[] = [];
  timer: NodeJS.Timeout | undefined;
  readonly work: SharedWork<QuoteAnswers>;
  /** Sends the request. */
  send: () => void = () => {};

  constructor(source: QuoteSource) {
    const sent = new Promise<void>((resolve) => {
      this.send = resolve;
    });
    this.work = new SharedWork(async (signal) => {
      await sent;
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
