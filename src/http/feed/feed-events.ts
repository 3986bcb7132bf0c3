import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cursor } from '../../feed/cursor.ts';
import type { FeedEntry, FeedFilter } from '../../feed/feed-entry.ts';
import type { FeedListener, FeedTail } from '../../feed/feed-tail.ts';
import { isStoreOutage } from '../../redis/store-errors.ts';

export interface FeedEventsOptions {
  readonly tail: FeedTail;
  /** Entries after this cursor are sent. */
  readonly after: Cursor;
  readonly filter: FeedFilter;
  /** How often a comment is sent while nothing is new, in milliseconds. */
  readonly heartbeatMs?: number;
  /**
   * How long a listener may read nothing while events wait for it, in milliseconds. Then it is
   * disconnected.
   */
  readonly stallMs?: number;
}

/** How long an EventSource waits before it reconnects, in milliseconds. */
const RETRY_HINT_MS = 2000;
const PAGE = 100;
const AWAY_RETRY_MS = 500;

/**
 * Streams the feed as server-sent events, from a cursor on and without an end. At most one page
 * waits for the client. A client that reads nothing for long is disconnected, and can continue with
 * `Last-Event-ID`.
 */
export class FeedEvents extends Readable {
  readonly #tail: FeedTail;
  readonly #listener: FeedListener;
  readonly #filter: FeedFilter;
  readonly #stallMs: number;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #ending = new AbortController();
  #cursor: Cursor;
  /** The last cursor that was sent to the client. */
  #sentCursor: Cursor;
  #isPumping = false;
  /** Since when the client has read nothing while events wait for it, by `performance.now()`. */
  #fullSince: number | undefined;

  constructor({ tail, after, filter, heartbeatMs = 15_000, stallMs = 30_000 }: FeedEventsOptions) {
    super();
    this.#tail = tail;
    this.#listener = tail.listen();
    this.#filter = filter;
    this.#stallMs = stallMs;
    this.#cursor = after;
    this.#sentCursor = after;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs);
    this.push(`retry: ${RETRY_HINT_MS}\nid: ${after}\n\n`);
  }

  override _read(): void {
    this.#fullSince = undefined;
    if (this.#isPumping) return;
    this.#isPumping = true;
    void this.#pump().then(
      () => {
        this.#isPumping = false;
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearInterval(this.#heartbeat);
    this.#listener[Symbol.dispose]();
    this.#ending.abort();
    callback(error);
  }

  /** Sends entries and waits for more, until the client's buffer is full. */
  async #pump(): Promise<void> {
    while (this.#fullSince === undefined && !this.destroyed) {
      if (this.#tail.isClosed) {
        this.push(null);
        return;
      }
      await this.#sendPage();
    }
  }

  async #sendPage(): Promise<void> {
    const { version } = this.#listener;
    const page = await this.#page();
    if (!page || this.destroyed) return;
    this.#cursor = page.next;
    if (page.entries.length > 0) this.#send(page.entries.map(eventOf).join(''), page.next);
    else if (page.isEnd) await this.#listener.changed(version, this.#ending.signal);
  }

  /** Returns undefined while Redis is unavailable, because the client need not know. */
  async #page() {
    try {
      return await this.#listener.page({ after: this.#cursor, limit: PAGE, filter: this.#filter });
    } catch (error) {
      if (!isStoreOutage(error)) throw error;
      await delay(AWAY_RETRY_MS, undefined, { signal: this.#ending.signal }).catch(() => {});
      return undefined;
    }
  }

  #beat(): void {
    if (this.#fullSince !== undefined) {
      if (performance.now() - this.#fullSince >= this.#stallMs)
        this.destroy(new Error('the listener is too slow'));
    } else if (this.#sentCursor === this.#cursor) this.#send(': nothing new\n\n', this.#cursor);
    // An id without data is no event, but a client that reconnects with it skips what was searched
    // already.
    else this.#send(`id: ${this.#cursor}\n\n`, this.#cursor);
  }

  #send(text: string, cursor: Cursor): void {
    this.#sentCursor = cursor;
    if (!this.push(text)) this.#fullSince = performance.now();
  }
}

function eventOf({ cursor, json }: FeedEntry): string {
  return `id: ${cursor}\ndata: ${json}\n\n`;
}
