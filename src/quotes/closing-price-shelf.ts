import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Ticker } from '../tickers/ticker.ts';
import type { DailyBar } from './daily-bars.ts';

const entrySchema = z.tuple([z.iso.date(), z.number().positive()]);

/**
 * Closing prices that all processes share, in Redis, for good: of each listing one hash, by the date that was asked for. It never
 * throws: what cannot be read is not there, and what cannot be written is not kept.
 */
export class ClosingPriceShelf {
  readonly #redis: Redis;
  readonly #onFailure: (error: unknown) => void;

  constructor(redis: Redis, onFailure: (error: unknown) => void = () => {}) {
    this.#redis = redis;
    this.#onFailure = onFailure;
  }

  async read(ticker: Ticker, date: string): Promise<DailyBar | undefined> {
    try {
      const value = await this.#redis.hget(keyOf(ticker), date);
      const entry = value === null ? undefined : entrySchema.safeParse(JSON.parse(value)).data;
      return entry && { date: entry[0], close: entry[1] };
    } catch (error) {
      this.#onFailure(error);
      return undefined;
    }
  }

  async write(ticker: Ticker, date: string, bar: DailyBar): Promise<void> {
    await this.#redis
      .hset(keyOf(ticker), date, JSON.stringify([bar.date, bar.close]))
      .catch((error: unknown) => this.#onFailure(error));
  }
}

function keyOf(ticker: Ticker): string {
  return `tickerspan:closes:${ticker}`;
}
