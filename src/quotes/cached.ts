import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Ticker } from '../tickers/ticker.ts';
import { type Quote, quoteSchema } from './quote.ts';
import { type MissingReason, NO_ANSWERS, type QuoteAnswers, type QuoteSource } from './quote-source.ts';

export interface CachedOptions {
  /** How long a quote is used without asking again. */
  readonly ttlSeconds: number;
  /** How long it is remembered that a ticker is unknown: short, for providers forget valid tickers for a moment. */
  readonly unknownTtlSeconds?: number;
  /** Told when the cache cannot be read or written; the source is asked then as if it were empty. */
  readonly onFailure?: (error: unknown) => void;
}

/** Remembers what `source` answers in Redis, shared by all workers: one read for all tickers, one request for the rest. */
export function cached(source: QuoteSource, redis: Redis, options: CachedOptions): QuoteSource {
  return {
    name: 'cached',
    async quotesFor(tickers, ask): Promise<QuoteAnswers> {
      if (tickers.length === 0) return NO_ANSWERS;
      const known = await read(redis, tickers, options);
      const wanted = tickers.filter((ticker) => !known.has(ticker));
      const answers = wanted.length === 0 ? NO_ANSWERS : await source.quotesFor(wanted, ask);
      await write(redis, answers, options);
      return merge(known, answers);
    },
  };
}

const UNKNOWN = 'unknown';
const entrySchema = z.union([quoteSchema, z.literal(UNKNOWN)]);
type Entry = Quote | typeof UNKNOWN;

function keyOf(ticker: Ticker): string {
  return `tickerspan:quote:${ticker}`;
}

/** What the cache holds; an entry that cannot be read is none. */
async function read(
  redis: Redis,
  tickers: readonly Ticker[],
  { onFailure }: CachedOptions,
): Promise<ReadonlyMap<Ticker, Entry>> {
  const values = await redis.mget(tickers.map(keyOf)).catch((error: unknown) => {
    onFailure?.(error);
    return [];
  });
  const entries = new Map<Ticker, Entry>();
  for (const [index, ticker] of tickers.entries()) {
    const entry = parseEntry(values[index]);
    if (entry !== undefined) entries.set(ticker, entry);
  }
  return entries;
}

function parseEntry(value: string | null | undefined): Entry | undefined {
  if (value === null || value === undefined) return undefined;
  try {
    return entrySchema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

async function write(
  redis: Redis,
  { quotes, missing }: QuoteAnswers,
  { ttlSeconds, unknownTtlSeconds = 60, onFailure }: CachedOptions,
): Promise<void> {
  const pipeline = redis.pipeline();
  for (const [ticker, quote] of quotes) pipeline.set(keyOf(ticker), JSON.stringify(quote), 'EX', ttlSeconds);
  for (const [ticker, reason] of missing) {
    if (reason === UNKNOWN) pipeline.set(keyOf(ticker), JSON.stringify(UNKNOWN), 'EX', unknownTtlSeconds);
  }
  if (pipeline.length === 0) return;
  // A pipeline does not reject for a command that failed: its error stands in the command's result.
  const results = await pipeline.exec().catch((error: unknown) => [[error as Error, null] as const]);
  const failure = results?.find(([error]) => error !== null)?.[0];
  if (failure) onFailure?.(failure);
}

function merge(known: ReadonlyMap<Ticker, Entry>, answers: QuoteAnswers): QuoteAnswers {
  const quotes = new Map(answers.quotes);
  const missing = new Map<Ticker, MissingReason>(answers.missing);
  for (const [ticker, entry] of known) {
    if (entry === UNKNOWN) missing.set(ticker, UNKNOWN);
    else quotes.set(ticker, entry);
  }
  return { quotes, missing };
}
