import { setTimeout as delay } from 'node:timers/promises';
import { settleWithin } from '../async/with-timeout.ts';
import type { RedisClient } from '../redis/connect.ts';
import { type ArticleFeed, FEED_STREAM, type FeedPage, type FeedQuery } from './article-feed.ts';
import { type Cursor, compareCursors } from './cursor.ts';
import { entriesFrom, type FeedEntry, matches, type StreamEntry } from './feed-entry.ts';

export interface FeedTailOptions {
  /** Opens a connection that waits for Redis. The tail closes it. */
  readonly connect: () => RedisClient;
  readonly feed: ArticleFeed;
}

/** A listener at the tail of the feed. */
export interface FeedListener extends Disposable {
  /** Returns a page as the feed does, from memory if the buffer goes back far enough. */
  page(query: FeedQuery & { readonly after: Cursor }): Promise<FeedPage>;
  /** Increases whenever something may be new. Read it before you look for new entries. */
  readonly version: number;
  /** Waits until the version changes, the signal aborts or the tail closes. Never rejects. */
  changed(version: number, signal: AbortSignal): Promise<void>;
}

/**
 * How long a blocking read waits at most. When nobody listens any more, the connection closes after
 * this time.
 */
const BLOCK_MS = 5000;
const MAX_READ = 500;
/** How many of the newest entries stay in memory, for listeners that are slightly behind. */
const MAX_BUFFERED = { entries: 1000, characters: 4_000_000 };
const RETRY_MS = 200;
/** A read that is unanswered for this much longer than it blocks is considered lost. */
const HANG_MS = 10_000;

/**
 * Reads new entries of the feed for all listeners of this process. One connection reads, blocking,
 * while anybody listens. After an outage of Redis, it continues where it was. So do the listeners,
 * each with its own cursor.
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
  /** Ends the current read. */
  readonly #closing = new AbortController();
  /** The cursor after the newest entry that was read. */
  #position: Cursor | undefined;
  /** All entries after `#bufferedFrom` up to `#position`. */
  #buffer: FeedEntry[] = [];
  #bufferedFrom: Cursor | undefined;
  /** The total length of the buffered entries. */
  #characters = 0;

  constructor({ connect, feed }: FeedTailOptions) {
    this.#connect = connect;
    this.#feed = feed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The number of current listeners. */
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

  /** Wakes all listeners for the last time and closes the connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#redis?.disconnect();
    this.#closing.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#listeners > 0 && !this.#isClosed) {
      try {
        this.#redis ??= this.#connect();
        await this.#read(this.#redis);
      } catch {
        // Redis is away or hangs; the connection reports that itself. Reading on from the same
        // position misses nothing.
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
      // A listener that looked before this may have missed something.
      this.#wake();
    }
    const reading = redis.xread('COUNT', MAX_READ, 'BLOCK', BLOCK_MS, 'STREAMS', FEED_STREAM, this.#position);
    // Disconnecting does not end a command that waits for a Redis to come back, and it might never
    // end.
    const answer = await settleWithin(BLOCK_MS + HANG_MS, reading, this.#closing.signal);
    const entries = (answer?.[0]?.[1] ?? []) as readonly StreamEntry[];
    const end = entries.at(-1)?.[0];
    if (end !== undefined) this.#take(entriesFrom(entries), end);
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
