import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cursor } from '../feed/cursor.ts';
import type { FeedEntry, FeedFilter } from '../feed/feed-entry.ts';
import type { FeedListener, FeedTail } from '../feed/feed-tail.ts';
import { isStoreOutage } from '../redis/store-errors.ts';

export interface FeedEventsOptions {
  readonly tail: FeedTail;
  /** The entries behind it are told. */
  readonly after: Cursor;
  readonly filter: FeedFilter;
  /** How often something is sent where there is nothing to tell, in milliseconds. */
  readonly heartbeatMs?: number;
  /** A listener that takes nothing for this long while there is something for it is dropped, in milliseconds. */
  readonly stallMs?: number;
}

/** How long an EventSource waits before it comes again, in milliseconds. */
const RETRY_HINT_MS = 2000;
const PAGE = 100;
const AWAY_RETRY_MS = 500;

/**
 * The feed as server-sent events, from a cursor on and without an end. Nothing is read that the client does not take: what waits for it is one page at
 * most, and whoever takes nothing for long is dropped, to come again with `Last-Event-ID`.
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
  /** Since when the client takes nothing though there is something for it, by `performance.now()`. */
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

  /** Sends what there is, and waits for more, until the client has enough. */
  async #pump(): Promise<void> {
    while (this.#fullSince === undefined && !this.destroyed) {
      if (this.#tail.isClosed) {
        this.push(null);
        return;
      }
      await this.#tell();
    }
  }

  async #tell(): Promise<void> {
    const { version } = this.#listener;
    const page = await this.#page();
    if (!page || this.destroyed) return;
    this.#cursor = page.next;
    if (page.entries.length > 0) this.#send(page.entries.map(eventOf).join(''), page.next);
    else if (page.isEnd) await this.#listener.changed(version, this.#ending.signal);
  }

  /** Undefined while Redis is away: the client need not know. */
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
    // An event without data is none, but a client that comes again need not have all searched again.
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
