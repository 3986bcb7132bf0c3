import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RedisClient } from '../redis.ts';
import { valuesOf } from '../redis-keys.ts';
import type { Rest } from './provider-rest.ts';

const postedSchema = z.strictObject({ until: z.iso.datetime(), reason: z.string(), by: z.string() });

/** Which providers rest in any process, in Redis, for those who watch over the service. */
export class RestBoard {
  readonly #redis: RedisClient;
  readonly #by = randomUUID();

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /**
   * Notes that a provider rests, until it is to be asked again; or, by null, that it has answered. That one process had an
   * answer takes nothing from what another has noted.
   */
  async note(provider: string, rest: Rest | null): Promise<void> {
    const key = keyOf(provider);
    if (!rest) {
      await this.#redis.eval(TAKE_DOWN, 1, key, `"by":"${this.#by}"`);
      return;
    }
    // Relative, for Redis may have another clock.
    const milliseconds = Math.max(1, rest.until.getTime() - Date.now());
    await this.#redis.set(key, JSON.stringify({ ...rest, by: this.#by }), 'PX', milliseconds);
  }

  /** Those of these providers that rest. */
  async read(providers: readonly string[]): Promise<ReadonlyMap<string, Rest>> {
    const rests = new Map<string, Rest>();
    if (providers.length === 0) return rests;
    const values = await valuesOf(this.#redis, providers.map(keyOf), (error) => {
      throw error;
    });
    for (const [index, provider] of providers.entries()) {
      const posted = postedSchema.safeParse(JSON.parse(values[index] ?? 'null')).data;
      if (posted) rests.set(provider, { until: new Date(posted.until), reason: posted.reason });
    }
    return rests;
  }
}

const TAKE_DOWN = `
local posted = redis.call('GET', KEYS[1])
if posted and string.find(posted, ARGV[1], 1, true) then return redis.call('DEL', KEYS[1]) end
return 0`;

function keyOf(provider: string): string {
  return `tickerspan:resting:${provider}`;
}
