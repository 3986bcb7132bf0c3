import { setTimeout as delay } from 'node:timers/promises';
import type { RedisClient } from '../redis/connect.ts';
import { type ArticleFeed, FEED_STREAM, type FeedPage, type FeedQuery } from './article-feed.ts';
import { type Cursor, compareCursors } from './cursor.ts';
import { entriesFrom, type FeedEntry, matches, type StreamEntry } from './feed-entry.ts';

export interface FeedTailOptions {
  /** Opens a connection that waits for Redis; the tail closes it. */
  readonly connect: () => RedisClient;
  readonly feed: ArticleFeed;
}

/** A place at the tail for somebody who waits for entries. */
export interface FeedListener extends Disposable {
  /** A page as the feed gives it, out of what the tail remembers where that goes back far enough. */
  page(query: FeedQuery & { readonly after: Cursor }): Promise<FeedPage>;
  /** Grows whenever something may be new: to be taken before one looks. */
  readonly version: number;
  /** Waits until the version is another, the signal is aborted or the tail is closed; it never rejects. */
  changed(version: number, signal: AbortSignal): Promise<void>;
}

/** The most that a blocking read waits. Once nobody listens any more, the connection is closed after this long. */
const BLOCK_MS = 5000;
const MAX_READ = 500;
/** How many of the newest entries stay in memory, for listeners that are a little behind. */
const MAX_BUFFERED = { entries: 1000, characters: 4_000_000 };
const RETRY_MS = 200;
/** A read that has not been answered for this much longer than it waits is not going to be. */
const HANG_MS = 10_000;

/**
 * What is new in the feed, for all who wait for it in this process. One connection reads, blocking, as long as anybody listens; it goes on where it
 * was after Redis has been away, and so does everybody who listens, by a cursor of their own.
 */
export class FeedTail {
  readonly #connect: () => RedisClient;
  readonly #feed: ArticleFeed;
  readonly #wakers = new Set<() => void>();
  #listeners = 0;
  #version = 0;
  #isClosed = false;
  #running: Promise<void> | undefined;
  #redis: RedisClient | undefined;
  /** Ends the read that is under way. */
  #giveUp = (): void => {};
  /** Behind the newest entry that was read. */
  #position: Cursor | undefined;
  /** All entries behind `#bufferedFrom` up to `#position`. */
  #buffer: FeedEntry[] = [];
  #bufferedFrom: Cursor | undefined;
  /** How long they are together. */
  #characters = 0;

  constructor({ connect, feed }: FeedTailOptions) {
    this.#connect = connect;
    this.#feed = feed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** How many listen now. */
  get listeners(): number {
    return this.#listeners;
  }

  listen(): FeedListener {
    const tail = this;
    let isListening = true;
    this.#listeners += 1;
    if (!this.#isClosed) this.#running ??= this.#run();
    return {
      get version() {
        return tail.#version;
      },
      page: (query) => this.#page(query),
      changed: (version, signal) => this.#changed(version, signal),
      [Symbol.dispose]: () => {
        if (isListening) this.#listeners -= 1;
        isListening = false;
      },
    };
  }

  /** Wakes everybody for the last time and closes the connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#redis?.disconnect();
    this.#giveUp();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#listeners > 0 && !this.#isClosed) {
      try {
        this.#redis ??= this.#connect();
        await this.#read(this.#redis);
      } catch {
        // Redis is away or hangs, which the connection tells of itself. From the same position nothing is missed.
        this.#redis?.disconnect();
        this.#redis = undefined;
        if (!this.#isClosed) await delay(RETRY_MS);
      }
    }
    this.#redis?.disconnect();
    this.#redis = undefined;
    this.#position = undefined;
    this.#bufferedFrom = undefined;
    this.#buffer = [];
    this.#characters = 0;
    this.#running = undefined;
  }

  async #read(redis: RedisClient): Promise<void> {
    if (this.#position === undefined) {
      this.#position = await this.#feed.head();
      this.#bufferedFrom = this.#position;
      // Whoever looked before that may have missed something.
      this.#wake();
    }
    const answer = await this.#withTimeout(
      redis.xread('COUNT', MAX_READ, 'BLOCK', BLOCK_MS, 'STREAMS', FEED_STREAM, this.#position),
    );
    const entries = (answer?.[0]?.[1] ?? []) as readonly StreamEntry[];
    const end = entries.at(-1)?.[0];
    if (end !== undefined) this.#take(entriesFrom(entries), end);
  }

  /** A command that waits for a Redis to come back is not answered by disconnecting, and might never be. */
  async #withTimeout<Answer>(answer: Promise<Answer>): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const given = new Promise<never>((_, reject) => {
      this.#giveUp = () => reject(new Error('The read was given up'));
      timer = setTimeout(this.#giveUp, BLOCK_MS + HANG_MS);
    });
    answer.catch(() => {});
    return await Promise.race([answer, given]).finally(() => clearTimeout(timer));
  }

  #take(entries: readonly FeedEntry[], end: Cursor): void {
    this.#buffer.push(...entries);
    this.#position = end;
    this.#characters += entries.reduce((sum, { json }) => sum + json.length, 0);
    while (this.#buffer.length > MAX_BUFFERED.entries || this.#characters > MAX_BUFFERED.characters) {
      const forgotten = this.#buffer.shift();
      this.#characters -= forgotten?.json.length ?? 0;
      this.#bufferedFrom = forgotten?.cursor;
    }
    this.#wake();
  }

  async #page(query: FeedQuery & { readonly after: Cursor }): Promise<FeedPage> {
    const { after, limit, filter } = query;
    if (this.#bufferedFrom === undefined || compareCursors(after, this.#bufferedFrom) < 0)
      return this.#feed.page(query);
    const first = this.#buffer.findLastIndex(({ cursor }) => compareCursors(cursor, after) <= 0) + 1;
    const behind = this.#buffer.slice(first);
    const entries = behind.filter((entry) => matches(filter, entry)).slice(0, limit);
    const isEnd = entries.length < limit;
    return { entries, next: (isEnd ? behind : entries).at(-1)?.cursor ?? after, isEnd };
  }

  async #changed(version: number, signal: AbortSignal): Promise<void> {
    if (version !== this.#version || signal.aborted || this.#isClosed) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#wakers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wakers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  #wake(): void {
    this.#version += 1;
    for (const wake of [...this.#wakers]) wake();
  }
}
