import type { Ticker } from '../tickers/ticker.ts';
import { getBytes } from './get-bytes.ts';
import type { Quote } from './quote.ts';
import type { AskOptions, MissingReason, QuoteAnswers, QuoteSource } from './quote-source.ts';
import { isOutdated, sessionAt } from './trading-sessions.ts';

/**
 * What is particular to one company's API. The engine below is the same for all: which tickers it can be asked for,
 * one request, rows matched by the key they bear.
 */
export interface WireFormat {
  readonly name: Exclude<Quote['source'], 'simulator'>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The path of a request for these keys; `,` and `$` stay as they are. */
  path(keys: readonly string[]): string;
  /** How it spells a ticker; undefined for a ticker that it does not serve. */
  keyOf(ticker: Ticker): string | undefined;
  /**
   * The rows of an answer by the key they bear, each with its quote or undefined for "no such listing".
   * @throws AppError `provider_answer_invalid` or `provider_refused` when it is no answer to the question.
   */
  read(bytes: Uint8Array): ReadonlyMap<string, ReadQuote | undefined>;
}

/** A quote but for what the engine knows itself. */
export type ReadQuote = Omit<Quote, 'fetchedAt' | 'source' | 'session' | 'stale'>;

export interface ProviderOptions {
  /** Scheme and host, without a path. */
  readonly origin: string;
  readonly now?: () => Date;
}

/** An answer to the most tickers that one article can have is a few hundred KB. */
const MAX_BYTES = 4 * 1024 * 1024;

/** A QuoteSource that asks one provider, with one request for all tickers. */
export function provider(
  format: WireFormat,
  { origin, now = () => new Date() }: ProviderOptions,
): QuoteSource {
  const base = origin.replace(/\/+$/, '');
  return {
    name: format.name,
    async quotesFor(tickers, { signal }: AskOptions): Promise<QuoteAnswers> {
      const keys = new Map(
        tickers.flatMap((ticker) => {
          const key = format.keyOf(ticker);
          return key === undefined ? [] : [[ticker, key] as const];
        }),
      );
      if (keys.size === 0) return answersOf(tickers, keys, new Map());
      const { bytes, isSimulated } = await getBytes(format.name, base + format.path([...keys.values()]), {
        maxBytes: MAX_BYTES,
        signal,
        ...(format.headers ? { headers: format.headers } : {}),
      });
      const source = isSimulated ? 'simulator' : format.name;
      return answersOf(tickers, keys, format.read(bytes), { fetchedAt: now(), source });
    },
  };
}

/** What the engine knows of an answer's quotes. */
interface Origin {
  readonly fetchedAt: Date;
  readonly source: Quote['source'];
}

function answersOf(
  tickers: readonly Ticker[],
  keys: ReadonlyMap<Ticker, string>,
  rows: ReadonlyMap<string, ReadQuote | undefined>,
  origin?: Origin,
): QuoteAnswers {
  const quotes = new Map<Ticker, Quote>();
  const missing = new Map<Ticker, MissingReason>();
  for (const ticker of tickers) {
    const key = keys.get(ticker);
    const row = key === undefined ? undefined : rows.get(key);
    if (row && origin) quotes.set(ticker, toQuote(ticker, row, origin));
    else missing.set(ticker, key === undefined ? 'unsupported' : 'unknown');
  }
  return { quotes, missing };
}

function toQuote(ticker: Ticker, row: ReadQuote, { fetchedAt, source }: Origin): Quote {
  return {
    ...row,
    fetchedAt: fetchedAt.toISOString(),
    source,
    session: sessionAt(ticker, fetchedAt),
    stale: isOutdated(ticker, new Date(row.quotedAt), fetchedAt),
  };
}
