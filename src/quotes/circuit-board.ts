import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RedisClient } from '../redis/connect.ts';
import { answersTo, type KeyCommand } from '../redis/many-keys.ts';
import { defineScript } from '../redis/scripts.ts';
import type { CircuitStatus } from './circuit-breaker.ts';

const postedSchema = z.strictObject({ until: z.iso.datetime(), reason: z.string(), by: z.string() });

/** Which providers have an open circuit breaker in any process. Kept in Redis, for `/readyz`. */
export class CircuitBoard {
  readonly #redis: RedisClient;
  readonly #by = randomUUID();

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Records that a circuit opened, or (null) closed. A process removes only its own entry. */
  async note(provider: string, status: CircuitStatus | null): Promise<void> {
    const key = keyOf(provider);
    if (!status) {
      await removeScript(this.#redis, [key], [`"by":"${this.#by}"`]);
      return;
    }
    // A relative lifetime, because the clock of Redis may differ from ours.
    const milliseconds = Math.max(1, status.until.getTime() - Date.now());
    await this.#redis.set(key, JSON.stringify({ ...status, by: this.#by }), 'PX', milliseconds);
  }

  /** Returns those of these providers whose circuit is open. */
  async read(providers: readonly string[]): Promise<ReadonlyMap<string, CircuitStatus>> {
    const open = new Map<string, CircuitStatus>();
    if (providers.length === 0) return open;
    const commands = providers.map((provider): KeyCommand => ['get', keyOf(provider)]);
    const values = await answersTo(this.#redis, commands, (error) => {
      throw error;
    });
    for (const [index, provider] of providers.entries()) {
      const posted = postedSchema.safeParse(JSON.parse(String(values[index] ?? null))).data;
      if (posted) open.set(provider, { until: new Date(posted.until), reason: posted.reason });
    }
    return open;
  }
}

const removeScript = defineScript<0 | 1>(`
local posted = redis.call('GET', KEYS[1])
if posted and string.find(posted, ARGV[1], 1, true) then return redis.call('DEL', KEYS[1]) end
return 0`);

function keyOf(provider: string): string {
  return `tickerspan:circuit:${provider}`;
}
