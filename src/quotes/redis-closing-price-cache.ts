import { z } from 'zod';
import type { RedisClient } from '../redis/connect.ts';
import { answersTo, type KeyCommand } from '../redis/many-keys.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { DailyBar } from './daily-bars.ts';

const entrySchema = z.tuple([z.iso.date(), z.number().positive()]);

/**
 * The closing prices in Redis, which all processes share and which never expire: one hash per listing, by the requested
 * date. Never throws: a failed read finds nothing, and a failed write is dropped.
 */
export class RedisClosingPriceCache {
  readonly #redis: RedisClient;
  readonly #onFailure: (error: unknown) => void;

  constructor(redis: RedisClient, onFailure: (error: unknown) => void = () => {}) {
    this.#redis = redis;
    this.#onFailure = onFailure;
  }

  /** What is there for these tickers, each at its own date, in one round trip. */
  async read(dates: ReadonlyMap<Ticker, string>): Promise<ReadonlyMap<Ticker, DailyBar>> {
    const bars = new Map<Ticker, DailyBar>();
    if (dates.size === 0) return bars;
    const commands = [...dates].map(([ticker, date]): KeyCommand => ['hget', keyOf(ticker), date]);
    const values = await answersTo(this.#redis, commands, this.#onFailure);
    for (const [index, ticker] of [...dates.keys()].entries()) {
      const value = values[index];
      const bar = typeof value === 'string' ? barIn(value) : undefined;
      if (bar) bars.set(ticker, bar);
    }
    return bars;
  }

  async write(ticker: Ticker, date: string, bar: DailyBar): Promise<void> {
    await this.#redis
      .hset(keyOf(ticker), date, JSON.stringify([bar.date, bar.close]))
      .catch((error: unknown) => this.#onFailure(error));
  }
}

function barIn(value: string): DailyBar | undefined {
  try {
    const entry = entrySchema.safeParse(JSON.parse(value)).data;
    return entry && { date: entry[0], close: entry[1] };
  } catch {
    return undefined;
  }
}

function keyOf(ticker: Ticker): string {
  return `tickerspan:closes:${ticker}`;
}
