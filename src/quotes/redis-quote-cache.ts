import { z } from 'zod';
import type { RedisClient } from '../redis/connect.ts';
import { answersTo, type KeyCommand, valuesOf } from '../redis/many-keys.ts';
import type { Ticker } from '../tickers/ticker.ts';
import { quoteSchema } from './quote.ts';

/** A cached ticker: its quote, or null if no provider knows it, and until when the entry is fresh. */
export type CacheEntry = Readonly<z.infer<typeof entrySchema>>;

const entrySchema = z.strictObject({ quote: quoteSchema.nullable(), freshUntil: z.iso.datetime() });

/** How long a quote is kept after it ran out, for when nobody can be asked. */
export const KEPT_MS = 7 * 86_400_000;

/**
 * The quotes in Redis, which all processes share. Never throws: a failed read finds nothing, and a failed write is
 * dropped.
 */
export class RedisQuoteCache {
  readonly #redis: RedisClient;
  readonly #onFailure: (error: unknown) => void;

  constructor(redis: RedisClient, onFailure: (error: unknown) => void = () => {}) {
    this.#redis = redis;
    this.#onFailure = onFailure;
  }

  /** What is there of these tickers, in one round trip; an entry that does not parse is none. */
  async read(tickers: readonly Ticker[]): Promise<ReadonlyMap<Ticker, CacheEntry>> {
    const entries = new Map<Ticker, CacheEntry>();
    if (tickers.length === 0) return entries;
    const values = await valuesOf(this.#redis, tickers.map(keyOf), this.#onFailure);
    for (const [index, ticker] of tickers.entries()) {
      const entry = parseEntry(values[index]);
      if (entry) entries.set(ticker, entry);
    }
    return entries;
  }

  /** Keeps entries, reckoned from now: that there is no such listing until it is to be asked again, and never in a quote's place. */
  async write(entries: ReadonlyMap<Ticker, CacheEntry>, now: Date): Promise<void> {
    if (entries.size === 0) return;
    const commands = [...entries].map(([ticker, entry]): KeyCommand => {
      // Relative, for Redis may have another clock.
      const freshMs = Math.max(1, Date.parse(entry.freshUntil) - now.getTime());
      const value = JSON.stringify(entry);
      return entry.quote === null
        ? ['set', keyOf(ticker), value, 'PX', freshMs, 'NX']
        : ['set', keyOf(ticker), value, 'PX', freshMs + KEPT_MS];
    });
    await answersTo(this.#redis, commands, this.#onFailure);
  }
}

function keyOf(ticker: Ticker): string {
  return `tickerspan:quote:${ticker}`;
}

function parseEntry(value: string | null | undefined): CacheEntry | undefined {
  if (value === null || value === undefined) return undefined;
  try {
    return entrySchema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}
