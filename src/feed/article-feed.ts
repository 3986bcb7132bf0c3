import { ConcurrencyLimit } from '../async/concurrency-limit.ts';
import { AppError } from '../errors.ts';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';
import { storeError } from '../redis/store-errors.ts';
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
import { APPEND, REMOVE } from './feed-scripts.ts';

export interface ArticleFeedOptions {
  /** About how many entries are kept. */
  readonly maxLength: number;
  /** The connection for reading entries, which may be many; the same by default. */
  readonly reads?: RedisClient;
}

export interface FeedQuery {
  /** The entries behind it are asked for; without it, all. */
  readonly after?: Cursor;
  readonly limit: number;
  readonly filter: FeedFilter;
}

export interface FeedPage {
  /** Oldest first. */
  readonly entries: readonly FeedEntry[];
  /** Behind all that was looked at: where to go on. */
  readonly next: Cursor;
  /** Whether the feed had no more at that moment. */
  readonly isEnd: boolean;
}

/** Of the feed's keys. They share a hash tag of their own: in a cluster an article's keys lie elsewhere. */
const KEYS = {
  stream: 'tickerspan:{feed}:stream',
  articles: 'tickerspan:{feed}:articles',
  bounds: 'tickerspan:{feed}:bounds',
  gone: 'tickerspan:{feed}:gone',
};
export const FEED_STREAM = KEYS.stream;

/** How many entries one call looks at for those that match a filter; what comes next is another call's. */
const MAX_SCANNED = 5000;
/** How many entries are read at a time for a filter: a few milliseconds of the event loop. */
const CHUNK = 250;

/** Longer than any worker could hold an article between storing its enrichment and adding it here. */
const GONE_SECONDS = 86_400;

/**
 * The durable list of finished articles, in the order in which they were added: each revision once, whoever adds it and however often. Articles
 * that failed are not in it. Whatever goes wrong with Redis is a `store_unavailable`.
 */
export class ArticleFeed {
  readonly #redis: RedisClient;
  readonly #reads: RedisClient;
  readonly #maxLength: number;
  /** Readers with a filter look at the whole feed, perhaps: they take turns, so that there is room for everybody else between two. */
  readonly #scans = new ConcurrencyLimit(1);
  readonly #pages = new ConcurrencyLimit(2);
  /** The chunks that wait for their turn, by where they begin. Whoever wants the same one meanwhile gets it, too. */
  readonly #waiting = new Map<string, Promise<Chunk>>();

  constructor(redis: RedisClient, { maxLength, reads = redis }: ArticleFeedOptions) {
    this.#redis = redis;
    this.#reads = reads;
    this.#maxLength = maxLength;
  }

  /** Adds a revision that can be read already; one that is in the feed, or was deleted, is not added. */
  async append(finished: FinishedRevision): Promise<void> {
    const { stream, articles, bounds, gone } = KEYS;
    const { id, generation, revision } = finished;
    const slack = Math.min(100, Math.ceil(this.#maxLength / 100));
    const fields = Object.entries(fieldsOf(finished)).flat();
    await orUnavailable(() =>
      this.#redis.eval(
        APPEND,
        4,
        stream,
        articles,
        bounds,
        gone,
        id,
        generation,
        revision,
        this.#maxLength,
        slack,
        ...fields,
      ),
    );
  }

  /** Whether a revision should be in the feed and is not: it goes back far enough, and has no entry of the article. */
  async misses({ id, enrichedAt }: Pick<FinishedRevision, 'id' | 'enrichedAt'>): Promise<boolean> {
    const [place, trimmed] = await orUnavailable(() =>
      Promise.all([this.#redis.hget(KEYS.articles, id), this.#redis.hget(KEYS.bounds, 'trimmed')]),
    );
    // A cursor begins with the time at which it was given, in milliseconds.
    const begins = trimmed === null ? 0 : Number(trimmed.split('-')[0]);
    return place === null && Date.parse(enrichedAt) > begins;
  }

  /** Takes all revisions of an article out; none of this generation is ever added again. Returns whether there were any. */
  async remove(id: string, generation: string | undefined): Promise<boolean> {
    const { stream, articles, gone, bounds } = KEYS;
    const tombstone = generation === undefined ? [] : [generation, GONE_SECONDS];
    const removed = await orUnavailable(() =>
      this.#redis.eval(REMOVE, 4, stream, articles, gone, bounds, id, ...tombstone),
    );
    return removed === 1;
  }

  /** Behind the newest entry. */
  async head(): Promise<Cursor> {
    return (await orUnavailable(() => this.#redis.hget(KEYS.bounds, 'last'))) ?? START;
  }

  /** The entries behind a cursor. @throws AppError `invalid_request` for a cursor that is beyond the feed, or behind which some are lost. */
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

  /** The newest entries that match, oldest first, of the last few thousand. */
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
      // Whoever asks from here on may know more than this reading will say.
      this.#waiting.delete(place);
      return this.#read(after, count);
    });
    this.#waiting.set(place, chunk);
    return chunk;
  }

  async #read(after: Cursor | undefined, count: number): Promise<Chunk> {
    const start = after === undefined ? '-' : `(${after}`;
    // In one step, lest the feed be trimmed between telling how far back it goes and reading it.
    const results = await orUnavailable(() =>
      this.#reads
        .multi()
        .hmget(KEYS.bounds, 'last', 'trimmed', 'first')
        .xrange(KEYS.stream, '-', '+', 'COUNT', 1)
        .xrange(KEYS.stream, start, '+', 'COUNT', count)
        .exec(),
    );
    const [bounds, oldest, entries] = (results ?? []).map(([error, value]) => {
      if (error) throw storeError(error);
      return value;
    }) as [readonly (string | null)[], readonly StreamEntry[], readonly StreamEntry[]];
    const [last, trimmed, first] = bounds;
    if (after !== undefined) {
      refuseUnknown(after, last ?? START, trimmed ?? null);
      refuseGap(after, oldest[0]?.[0] ?? last ?? START, first ?? null, trimmed ?? null);
    }
    const end = entries.at(-1)?.[0];
    // What others added at the end has no cursor: only ours are ever given out.
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
  /** The place of the last entry that was read, also of one that is not ours. */
  readonly end: Cursor | undefined;
  readonly isEnd: boolean;
  /** The newest entry of the feed. */
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
 * @param first the beginning as our scripts left it; older versions note none, and `trimmed` is then behind it.
 */
function refuseGap(after: Cursor, beginning: Cursor, first: Cursor | null, trimmed: Cursor | null): void {
  if (first === null || first === beginning) return;
  if (trimmed !== null && compareCursors(trimmed, first) >= 0) return;
  if (compareCursors(after, beginning) < 0) throw unknownCursor(EXPIRED);
}

const EXPIRED = 'The feed no longer goes back to this cursor: begin without one';

export function unknownCursor(detail: string): AppError {
  return new AppError('invalid_request', detail, { faults: [{ pointer: '/after', detail }] });
}

function isEmpty({ ticker, source }: FeedFilter): boolean {
  return ticker === undefined && source === undefined;
}
