import { messageOf } from '../../errors.ts';
import { orUnavailable, primariesOf, type RedisClient } from '../../redis/connect.ts';
import { repliesTo } from '../../redis/replies.ts';
import { storeError } from '../../redis/store-errors.ts';
import { keysOf } from './article-record.ts';

/** Older claims are ignored. */
const CLAIM_MS = 86_400_000;

/**
 * Records which worker processes work on an article. This distinguishes a worker that died from one
 * that is only slow.
 *
 * A process is alive as long as Redis has a connection with its name. The kernel closes the
 * connections of a process that dies, at once. It keeps those of a process that computes for
 * minutes, swaps or is stopped.
 */
export class ArticleClaims {
  readonly #redis: RedisClient;
  readonly #process: string;

  /**
   * @param process the name of this process' connection to Redis (`connectionName`). No other
   * process may have it.
   */
  constructor(redis: RedisClient, process: string) {
    this.#redis = redis;
    this.#process = process;
  }

  /**
   * Records that this process works on an article. Returns how many processes died while they
   * worked on it.
   */
  async claim(id: string): Promise<number> {
    const { claims } = keysOf(id);
    const [names] = await repliesTo<[string[], number, number]>(
      this.#redis.pipeline().smembers(claims).sadd(claims, this.#process).pexpire(claims, CLAIM_MS),
    );
    const others = names.filter((name) => name !== this.#process);
    if (others.length === 0) return 0;
    const living = await this.#livingProcesses();
    return others.filter((name) => !living.has(name)).length;
  }

  /** Records that this process stopped working on an article, without a result. */
  async release(id: string): Promise<void> {
    await orUnavailable(() => this.#redis.srem(keysOf(id).claims, this.#process));
  }

  /** Deletes all claims, because the work on an article is over. */
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
      // Some hosted servers forbid CLIENT LIST. Then each claim that was not released counts as a
      // death.
      if (/^(?:NOPERM|ERR)/.test(messageOf(error))) return new Set();
      throw storeError(error);
    }
  }
}
