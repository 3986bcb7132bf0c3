import { ConcurrencyLimit } from '../async/concurrency-limit.ts';
import { AppError } from '../errors.ts';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';
import { repliesTo } from '../redis/replies.ts';
import { type Cursor, compareCursors, START } from './cursor.ts';
import {
  entriesFrom,
  type FeedEntry,
  type FeedFilter,
  type FinishedRevision,
  fieldsOf,
  matches,
  type StreamEntry,
} from './feed-entry.ts';
import { appendScript, removeScript } from './feed-scripts.ts';

export interface ArticleFeedOptions {
  /** About how many entries the feed keeps. */
  readonly maxLength: number;
  /** The connection that reads entries. Unset: the same as for writing. */
  readonly reads?: RedisClient;
}

export interface FeedQuery {
  /** Return entries after this one. Unset: all. */
  readonly after?: Cursor;
  readonly limit: number;
  readonly filter: FeedFilter;
}

export interface FeedPage {
  /** Oldest first. */
  readonly entries: readonly FeedEntry[];
  /** Pass this as `after` to continue: the cursor of the last entry that was read. */
  readonly next: Cursor;
  /** Whether the feed had no more entries at that moment. */
  readonly isEnd: boolean;
}

/** The keys of the feed share a hash tag. In a cluster, the keys of articles are elsewhere. */
const KEYS = {
  stream: 'tickerspan:{feed}:stream',
  articles: 'tickerspan:{feed}:articles',
  bounds: 'tickerspan:{feed}:bounds',
  gone: 'tickerspan:{feed}:gone',
};
export const FEED_STREAM = KEYS.stream;

/** How many entries one call with a filter reads. The next call reads on. */
const MAX_SCANNED = 5000;
/** How many entries a filter reads at once: a few milliseconds of the event loop. */
const CHUNK = 250;

/** Longer than any worker takes between storing an enrichment and adding it to the feed. */
const GONE_SECONDS = 86_400;

/**
 * The durable list of finished articles, in the order in which they were added. It contains each
 * revision once, no matter who adds it and how often. Failed articles are not in it.
 * @throws AppError `store_unavailable` from every method if Redis fails.
 */
export class ArticleFeed {
  readonly #redis: RedisClient;
  readonly #reads: RedisClient;
  readonly #maxLength: number;
  /**
   * A query with a filter may read the whole feed. These queries take turns, so that other requests
   * run between two chunks.
   */
  readonly #scans = new ConcurrencyLimit(1);
  readonly #pages = new ConcurrencyLimit(2);
  /**
   * Chunks that wait for their turn, by the cursor where they begin. Callers that want the same
   * chunk share it.
   */
  readonly #waiting = new Map<string, Promise<Chunk>>();

  constructor(redis: RedisClient, { maxLength, reads = redis }: ArticleFeedOptions) {
    this.#redis = redis;
    this.#reads = reads;
    this.#maxLength = maxLength;
  }

  /** Adds a readable revision, unless the feed contains it or its article was deleted. */
  async append(finished: FinishedRevision): Promise<void> {
    const { stream, articles, bounds, gone } = KEYS;
    const { id, generation, revision } = finished;
    const slack = Math.min(100, Math.ceil(this.#maxLength / 100));
    const fields = Object.entries(fieldsOf(finished)).flat();
    const args = [id, generation, revision, this.#maxLength, slack, ...fields];
    await appendScript(this.#redis, [stream, articles, bounds, gone], args);
  }

  /**
   * Returns whether the feed should contain a revision but does not: the feed goes back far enough
   * and has no entry of the article.
   */
  async misses({ id, enrichedAt }: Pick<FinishedRevision, 'id' | 'enrichedAt'>): Promise<boolean> {
    const [place, trimmed] = await orUnavailable(() =>
      Promise.all([this.#redis.hget(KEYS.articles, id), this.#redis.hget(KEYS.bounds, 'trimmed')]),
    );
    // A cursor begins with the time at which it was assigned, in milliseconds.
    const begins = trimmed === null ? 0 : Number(trimmed.split('-')[0]);
    return place === null && Date.parse(enrichedAt) > begins;
  }

  /**
   * Removes all revisions of an article. None of this generation is added again. Returns whether
   * there were any.
   */
  async remove(id: string, generation: string | undefined): Promise<boolean> {
    const { stream, articles, gone, bounds } = KEYS;
    const tombstone = generation === undefined ? [] : [generation, GONE_SECONDS];
    const removed = await removeScript(this.#redis, [stream, articles, gone, bounds], [id, ...tombstone]);
    return removed === 1;
  }

  /** Returns the cursor after the newest entry. */
  async head(): Promise<Cursor> {
    return (await orUnavailable(() => this.#redis.hget(KEYS.bounds, 'last'))) ?? START;
  }

  /**
   * Returns the entries after a cursor.
   * @throws AppError `invalid_request` if the cursor is beyond the feed, or if entries after it
   * were lost.
   */
  async page({ after, limit, filter }: FeedQuery): Promise<FeedPage> {
    const size = isEmpty(filter) ? limit : CHUNK;
    const entries: FeedEntry[] = [];
    let next = after;
    for (let scanned = 0; scanned < MAX_SCANNED; scanned += size) {
      const start = next;
      const chunk = await (isEmpty(filter)
        ? this.#pages.run(() => this.#read(start, size))
        : this.#scan(start, size));
      const wanted = chunk.entries.filter((entry) => matches(filter, entry)).slice(0, limit - entries.length);
      entries.push(...wanted);
      if (entries.length === limit) return { entries, next: wanted.at(-1)?.cursor ?? START, isEnd: false };
      next = chunk.end ?? next;
      if (chunk.isEnd) return { entries, next: next ?? chunk.last, isEnd: true };
    }
    return { entries, next: next ?? START, isEnd: false };
  }

  /** Returns the newest matching entries of the last few thousand, oldest first. */
  async newest({ limit, filter }: Omit<FeedQuery, 'after'>): Promise<FeedPage> {
    const last = await this.head();
    const size = isEmpty(filter) ? limit : CHUNK;
    const entries: FeedEntry[] = [];
    let before = last;
    for (let scanned = 0; scanned < MAX_SCANNED && entries.length < limit; scanned += size) {
      const end = scanned === 0 ? before : `(${before}`;
      const chunk = await (isEmpty(filter) ? this.#pages : this.#scans).run(() =>
        orUnavailable(() => this.#reads.xrevrange(KEYS.stream, end, '-', 'COUNT', size)),
      );
      entries.push(...entriesFrom(chunk).filter((entry) => matches(filter, entry)));
      before = chunk.at(-1)?.[0] ?? before;
      if (chunk.length < size) break;
    }
    return { entries: entries.slice(0, limit).reverse(), next: last, isEnd: true };
  }

  #scan(after: Cursor | undefined, count: number): Promise<Chunk> {
    const place = after ?? '';
    const waiting = this.#waiting.get(place);
    if (waiting !== undefined) return waiting;
    const chunk = this.#scans.run(() => {
      // A later caller may know of entries that this read will not contain, so it needs a read of
      // its own.
      this.#waiting.delete(place);
      return this.#read(after, count);
    });
    this.#waiting.set(place, chunk);
    return chunk;
  }

  async #read(after: Cursor | undefined, count: number): Promise<Chunk> {
    const start = after === undefined ? '-' : `(${after}`;
    // In one transaction, so that the feed is not trimmed between the two reads.
    const [[last, trimmed, first], oldest, entries] = await repliesTo<
      [readonly (string | null)[], readonly StreamEntry[], readonly StreamEntry[]]
    >(
      this.#reads
        .multi()
        .hmget(KEYS.bounds, 'last', 'trimmed', 'first')
        .xrange(KEYS.stream, '-', '+', 'COUNT', 1)
        .xrange(KEYS.stream, start, '+', 'COUNT', count),
    );
    if (after !== undefined) {
      refuseUnknown(after, last ?? START, trimmed ?? null);
      refuseGap(after, oldest[0]?.[0] ?? last ?? START, first ?? null, trimmed ?? null);
    }
    const end = entries.at(-1)?.[0];
    // Entries that others added at the end have no cursor of ours.
    const isBeyond = end !== undefined && !!last && compareCursors(end, last) > 0;
    return {
      entries: entriesFrom(entries),
      end: isBeyond ? last : end,
      isEnd: isBeyond || entries.length < count,
      last: last ?? START,
    };
  }
}

interface Chunk {
  readonly entries: readonly FeedEntry[];
  /** The cursor of the last entry that was read, even if the entry is not ours. */
  readonly end: Cursor | undefined;
  readonly isEnd: boolean;
  /** The cursor of the newest entry in the feed. */
  readonly last: Cursor;
}

function refuseUnknown(after: Cursor, last: Cursor, trimmed: Cursor | null): void {
  if (compareCursors(after, last) > 0) throw unknownCursor('The feed has never given this cursor');
  if (trimmed !== null && compareCursors(after, trimmed) < 0) {
    throw unknownCursor(EXPIRED);
  }
}

/**
 * Refuses a cursor before the beginning of a stream that somebody else has trimmed.
 * @param first the beginning as our scripts left it. Older versions do not record it; `trimmed` is
 * then after it.
 */
function refuseGap(after: Cursor, beginning: Cursor, first: Cursor | null, trimmed: Cursor | null): void {
  if (first === null || first === beginning) return;
  if (trimmed !== null && compareCursors(trimmed, first) >= 0) return;
  if (compareCursors(after, beginning) < 0) throw unknownCursor(EXPIRED);
}

const EXPIRED = 'The feed no longer goes back to this cursor: begin without one';

function unknownCursor(detail: string): AppError {
  return new AppError('invalid_request', detail, { faults: [{ pointer: '/after', detail }] });
}

function isEmpty({ ticker, source }: FeedFilter): boolean {
  return ticker === undefined && source === undefined;
}
