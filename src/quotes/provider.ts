import { AppError, type ErrorCode } from '../errors.ts';
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
  /**
   * How it spells a ticker, in a form that its parser takes: none for a ticker that it does not serve, several where it
   * names a venue that the ticker does not tell.
   */
  keysOf(ticker: Ticker): readonly string[];
  /** The path of a request for these keys; `,` and `$` stay as they are. */
  path(keys: readonly string[]): string;
  /**
   * The quotes of an answer, of rows that bear a key which was asked for; a ticker without one is unknown. Undefined where
   * one key has voided the whole answer.
   * @throws AppError `provider_answer_invalid` or `provider_refused` when it is no answer to the question.
   */
  read(bytes: Uint8Array, question: Question): ReadonlyMap<Ticker, ReadQuote> | undefined;
}

/** What was asked for, by the key it has there, and when the answer came. */
export interface Question {
  readonly tickers: ReadonlyMap<string, Ticker>;
  readonly fetchedAt: Date;
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

/** Enough to find two bad keys among sixty by halves; more are no accident. */
const MAX_REQUESTS = 24;

/**
 * A QuoteSource that asks one provider, with one request for all tickers it is handed: callers keep them to some sixty.
 *
 * Where one key voids the whole answer, the halves are asked for alone, and theirs, until the bad keys are by themselves:
 * those are unknown. Keys are well-formed when they leave here, so that this is a second line of defence; where nothing
 * is answered to any part, nothing is known of a ticker either, and that is `provider_answer_invalid`. Who voids more
 * than a few answers means us, not the keys: that is `provider_refused`.
 */
export function provider(
  format: WireFormat,
  { origin, now = () => new Date() }: ProviderOptions,
): QuoteSource {
  const base = origin.replace(/\/$/, '');
  return {
    name: format.name,
    async quotesFor(tickers, { signal }: AskOptions): Promise<QuoteAnswers> {
      const served = new Set(tickers.filter((ticker) => format.keysOf(ticker).length > 0));
      if (served.size === 0) return answersOf(tickers, served, new Map());
      const asking: Asking = { format, base, now, signal, requests: 0 };
      const quotes = await askInHalves(asking, [...served]);
      if (quotes === undefined) throw voided(format, 'provider_answer_invalid');
      return answersOf(tickers, served, quotes);
    },
  };
}

interface Asking {
  readonly format: WireFormat;
  readonly base: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  requests: number;
}

type Quotes = ReadonlyMap<Ticker, Quote>;

/** Undefined where nothing was answered, neither the whole nor a part. */
async function askInHalves(asking: Asking, tickers: readonly Ticker[]): Promise<Quotes | undefined> {
  if (asking.requests >= MAX_REQUESTS) throw voided(asking.format, 'provider_refused');
  asking.requests++;
  const quotes = await ask(asking, tickers);
  if (quotes !== undefined || tickers.length === 1) return quotes;
  const middle = Math.ceil(tickers.length / 2);
  const first = await askInHalves(asking, tickers.slice(0, middle));
  const second = await askInHalves(asking, tickers.slice(middle));
  return first === undefined && second === undefined
    ? undefined
    : new Map([...(first ?? []), ...(second ?? [])]);
}

async function ask(
  { format, base, now, signal }: Asking,
  tickers: readonly Ticker[],
): Promise<Quotes | undefined> {
  const keys = new Map(
    tickers.flatMap((ticker) => format.keysOf(ticker).map((key) => [key, ticker] as const)),
  );
  const { bytes, isSimulated } = await getBytes(format.name, base + format.path([...keys.keys()]), {
    maxBytes: MAX_BYTES,
    signal,
    ...(format.headers ? { headers: format.headers } : {}),
  });
  const fetchedAt = now();
  const source = isSimulated ? 'simulator' : format.name;
  const rows = format.read(bytes, { tickers: keys, fetchedAt });
  return (
    rows && new Map([...rows].map(([ticker, row]) => [ticker, toQuote(ticker, row, { fetchedAt, source })]))
  );
}

function voided({ name }: WireFormat, code: ErrorCode): AppError {
  return new AppError(code, `${name} voids its answers, though the keys are well-formed`);
}

function answersOf(
  tickers: readonly Ticker[],
  served: ReadonlySet<Ticker>,
  answered: ReadonlyMap<Ticker, Quote>,
): QuoteAnswers {
  const quotes = new Map<Ticker, Quote>();
  const missing = new Map<Ticker, MissingReason>();
  for (const ticker of tickers) {
    const quote = answered.get(ticker);
    if (quote) quotes.set(ticker, quote);
    else missing.set(ticker, served.has(ticker) ? 'unknown' : 'unsupported');
  }
  return { quotes, missing };
}

/** What the engine knows of an answer's quotes. */
interface Origin {
  readonly fetchedAt: Date;
  readonly source: Quote['source'];
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
