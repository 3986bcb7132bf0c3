import { LRUCache } from 'lru-cache';
import { abortable } from '../async/with-timeout.ts';
import type { RedisClient } from '../redis/connect.ts';
import { answersTo, type KeyCommand } from '../redis/many-keys.ts';

/** Articles name some thousands of listings. Each entry takes about half a kilobyte. */
const MAX_IN_PROCESS = 10_000;

/** How entries lie in Redis. */
export interface StoredForm<Key extends string, Entry> {
  /** The command that reads the value of a key. */
  read(key: Key): KeyCommand;
  /** The command that stores an entry. */
  write(key: Key, entry: Entry): KeyCommand;
  /** The entry in a stored value. A value that is not one is a miss: return undefined, or throw. */
  parse(value: string): Entry | undefined;
}

/** How many keys had a usable entry in each level. */
export interface Hits {
  readonly inProcess: number;
  readonly inRedis: number;
}

/**
 * A cache in two levels: an LRU cache in this process, then Redis, which all processes share. Redis
 * is optional: a failed read finds nothing, and a failed write is dropped.
 */
export class TwoLevelCache<Key extends string, Entry extends object> {
  readonly #inProcess = new LRUCache<Key, Entry>({ max: MAX_IN_PROCESS });
  readonly #redis: RedisClient;
  readonly #form: StoredForm<Key, Entry>;
  readonly #onFailure: (error: unknown) => void;

  constructor(
    redis: RedisClient,
    form: StoredForm<Key, Entry>,
    onFailure: (error: unknown) => void = () => {},
  ) {
    this.#redis = redis;
    this.#form = form;
    this.#onFailure = onFailure;
  }

  /** What this process knows of a key. */
  here(key: Key): Entry | undefined {
    return this.#inProcess.get(key);
  }

  /**
   * Passes to `use` what this process knows of the keys. Then reads the keys without a usable entry
   * from Redis, in one round trip, and passes those entries. Usable ones are kept in this process.
   *
   * @param use takes note of an entry and returns whether it is usable.
   * @throws the reason of `signal` as soon as it aborts. What this process knows has been passed by
   * then.
   */
  async find(
    keys: readonly Key[],
    signal: AbortSignal,
    use: (key: Key, entry: Entry) => boolean,
  ): Promise<Hits> {
    const elsewhere = keys.filter((key) => {
      const entry = this.#inProcess.get(key);
      return !entry || !use(key, entry);
    });
    let inRedis = 0;
    for (const [key, entry] of await abortable(this.#read(elsewhere), signal)) {
      if (!use(key, entry)) continue;
      inRedis++;
      this.#inProcess.set(key, entry);
    }
    return { inProcess: keys.length - elsewhere.length, inRedis };
  }

  /** Keeps an entry in this process only, for `ttlMs` if given. */
  setHere(key: Key, entry: Entry, ttlMs?: number): void {
    this.#inProcess.set(key, entry, ttlMs === undefined ? {} : { ttl: ttlMs });
  }

  /**
   * Keeps entries in both levels. Nobody waits for Redis, because this process already knows them.
   */
  set(entries: ReadonlyMap<Key, Entry>): void {
    for (const [key, entry] of entries) this.#inProcess.set(key, entry);
    if (entries.size === 0) return;
    const commands = [...entries].map(([key, entry]) => this.#form.write(key, entry));
    void answersTo(this.#redis, commands, this.#onFailure);
  }

  async #read(keys: readonly Key[]): Promise<readonly (readonly [Key, Entry])[]> {
    if (keys.length === 0) return [];
    const commands = keys.map((key) => this.#form.read(key));
    const values = await answersTo(this.#redis, commands, this.#onFailure);
    return keys.flatMap((key, index) => {
      const entry = this.#parse(values[index]);
      return entry ? [[key, entry] as const] : [];
    });
  }

  #parse(value: unknown): Entry | undefined {
    if (typeof value !== 'string') return undefined;
    try {
      return this.#form.parse(value);
    } catch {
      return undefined;
    }
  }
}
