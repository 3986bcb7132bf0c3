import { AppError, type ErrorCode } from '../errors.ts';
import type { Ticker } from '../tickers/ticker.ts';
import { getBytes } from './get-bytes.ts';
import type { Quote } from './quote.ts';
import type { AskOptions, MissingReason, QuoteAnswers, QuoteSource } from './quote-source.ts';
import { isOutdated, sessionAt } from './trading-sessions.ts';

/** What is particular to one company's API. The engine below is the same for all. */
export interface WireFormat {
  readonly name: Exclude<Quote['source'], 'simulator'>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Its keys for a ticker: none if it does not serve it, several if the venue is not known. */
  keysOf(ticker: Ticker): readonly string[];
  /** The path of a request for these keys. `,` and `$` are not escaped. */
  path(keys: readonly string[]): string;
  /**
   * Returns the quotes of an answer, from the rows whose key was asked for. A ticker without a row
   * is unknown. Undefined if one bad key has voided the whole answer.
   * @throws AppError `provider_answer_invalid` or `provider_refused` if it does not answer the
   * question.
   */
  read(bytes: Uint8Array, question: Question): ReadonlyMap<Ticker, ReadQuote> | undefined;
}

/** The tickers that were asked for, by their keys, and when the answer arrived. */
export interface Question {
  readonly tickers: ReadonlyMap<string, Ticker>;
  readonly fetchedAt: Date;
}

/** A quote without what the engine adds itself. */
export type ReadQuote = Omit<Quote, 'fetchedAt' | 'source' | 'session' | 'stale'>;

export interface ProviderOptions {
  /** Scheme and host, without a path. */
  readonly origin: string;
  readonly now?: () => Date;
}

/** The answer for as many tickers as an article can have takes a few hundred KB. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Enough to find two bad keys among sixty by halving. More bad keys are no accident. */
const MAX_REQUESTS = 24;

/**
 * A QuoteSource that asks one provider, with one request for all tickers. Callers limit them to
 * about sixty.
 *
 * If one bad key voids the whole answer, both halves are asked for separately, and so on, until
 * each bad key is alone: its ticker is unknown. All keys are well-formed, so this is a second line
 * of defense. If no part is answered, the result is `provider_answer_invalid`. A provider that
 * voids more than a few answers refuses us, not a key: `provider_refused`.
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

/** Undefined if neither the whole nor any part was answered. */
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
  return new AppError(code, `${name} voids its answers, although the keys are well-formed`);
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

/** What the engine adds to the quotes of an answer. */
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
