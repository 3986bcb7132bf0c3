import { messageOf } from '../../errors.ts';
import { orUnavailable, primariesOf, type RedisClient } from '../../redis/connect.ts';
import { storeError } from '../../redis/store-errors.ts';
import { keysOf } from './article-keys.ts';

/** An article that was not taken up again for so long is a new case. */
const CLAIM_MS = 86_400_000;

/**
 * Records which worker processes work on an article. This distinguishes a worker that died from one that is only slow.
 *
 * A process is alive as long as Redis has a connection of its name: the kernel closes the connections of a process that
 * dies, at once, and keeps those of a process that computes for minutes, swaps or is stopped.
 */
export class ArticleClaims {
  readonly #redis: RedisClient;
  readonly #process: string;

  /** @param process the name of this process' connection to Redis (`connectionName`); no other process has it. */
  constructor(redis: RedisClient, process: string) {
    this.#redis = redis;
    this.#process = process;
  }

  /** Notes that this process takes an article in hand. Returns how many processes died while they had it in hand. */
  async claim(id: string): Promise<number> {
    const { claims } = keysOf(id);
    const results = await orUnavailable(() =>
      this.#redis.pipeline().smembers(claims).sadd(claims, this.#process).pexpire(claims, CLAIM_MS).exec(),
    );
    for (const [error] of results ?? []) if (error) throw storeError(error);
    const others = ((results?.[0]?.[1] ?? []) as string[]).filter((name) => name !== this.#process);
    if (others.length === 0) return 0;
    const living = await this.#livingProcesses();
    return others.filter((name) => !living.has(name)).length;
  }

  /** Notes that this process has let go of an article without a result. */
  async release(id: string): Promise<void> {
    await orUnavailable(() => this.#redis.srem(keysOf(id).claims, this.#process));
  }

  /** Forgets all claims, because the work on an article is over. */
  async clear(id: string): Promise<void> {
    await orUnavailable(() => this.#redis.del(keysOf(id).claims));
  }

  async #livingProcesses(): Promise<ReadonlySet<string>> {
    try {
      const lists = await Promise.all(primariesOf(this.#redis).map((node) => node.client('LIST')));
      return new Set(
        lists.flatMap((list) => [...String(list).matchAll(/ name=(\S*)/g)].map(([, name]) => name ?? '')),
      );
    } catch (error) {
      // Some hosted servers forbid it. Then each claim that was not released counts as a death.
      if (/^(?:NOPERM|ERR)/.test(messageOf(error))) return new Set();
      throw storeError(error);
    }
  }
}
