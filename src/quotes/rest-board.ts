import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Rest } from './provider-rest.ts';

const postedSchema = z.strictObject({ until: z.iso.datetime(), reason: z.string() });

/** Which providers rest in any process, in Redis, for those who watch over the service. */
export class RestBoard {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Notes that a provider rests, until it is to be asked again; or, by null, that it has answered. */
  async note(provider: string, rest: Rest | null): Promise<void> {
    const key = keyOf(provider);
    if (rest) await this.#redis.set(key, JSON.stringify(rest), 'PXAT', rest.until.getTime());
    else await this.#redis.del(key);
  }

  /** Those of these providers that rest. */
  async read(providers: readonly string[]): Promise<ReadonlyMap<string, Rest>> {
    const rests = new Map<string, Rest>();
    if (providers.length === 0) return rests;
    const values = await this.#redis.mget(providers.map(keyOf));
    for (const [index, provider] of providers.entries()) {
      const posted = postedSchema.safeParse(JSON.parse(values[index] ?? 'null')).data;
      if (posted) rests.set(provider, { until: new Date(posted.until), reason: posted.reason });
    }
    return rests;
  }
}

function keyOf(provider: string): string {
  return `tickerspan:resting:${provider}`;
}
