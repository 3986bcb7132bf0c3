import { AppError } from '../errors.ts';
import { orUnavailable, type RedisClient, storeUnavailable } from '../redis.ts';
import { type Cursor, compareCursors, START } from './cursor.ts';
import {
  entryFrom,
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
const MOST_SCANNED = 5000;
const CHUNK = 1000;

/** Longer than any worker could hold an article between storing its enrichment and adding it here. */
const GONE_SECONDS = 86_400;

/**
 * The durable list of finished articles, in the order in which they were added: each revision once, whoever adds it and however often. Articles
 * that failed are not in it. Whatever goes wrong with Redis is a `store_unavailable`.
 */
export class ArticleFeed {
  readonly #redis: RedisClient;
  readonly #maxLength: number;

  constructor(redis: RedisClient, { maxLength }: ArticleFeedOptions) {
    this.#redis = redis;
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
    const { stream, articles, gone } = KEYS;
    const tombstone = generation === undefined ? [] : [generation, GONE_SECONDS];
    const removed = await orUnavailable(() =>
      this.#redis.eval(REMOVE, 3, stream, articles, gone, id, ...tombstone),
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
    for (let scanned = 0; scanned < MOST_SCANNED; scanned += size) {
      const chunk = await this.#read(next, size);
      const wanted = chunk.entries.filter((entry) => matches(filter, entry)).slice(0, limit - entries.length);
      entries.push(...wanted);
      if (entries.length === limit) return { entries, next: wanted.at(-1)?.cursor ?? START, isEnd: false };
      next = chunk.entries.at(-1)?.cursor ?? next;
      if (chunk.entries.length < size) return { entries, next: next ?? chunk.last, isEnd: true };
    }
    return { entries, next: next ?? START, isEnd: false };
  }

  /** The newest entries that match, oldest first, of the last few thousand. */
  async newest({ limit, filter }: Omit<FeedQuery, 'after'>): Promise<FeedPage> {
    const last = await this.head();
    const size = isEmpty(filter) ? limit : CHUNK;
    const entries: FeedEntry[] = [];
    let before = last;
    for (let scanned = 0; scanned < MOST_SCANNED && entries.length < limit; scanned += size) {
      const end = scanned === 0 ? before : `(${before}`;
      const chunk = await orUnavailable(() => this.#redis.xrevrange(KEYS.stream, end, '-', 'COUNT', size));
      entries.push(...chunk.map(entryFrom).filter((entry) => matches(filter, entry)));
      before = chunk.at(-1)?.[0] ?? before;
      if (chunk.length < size) break;
    }
    return { entries: entries.slice(0, limit).reverse(), next: last, isEnd: true };
  }

  async #read(
    after: Cursor | undefined,
    count: number,
  ): Promise<{ entries: readonly FeedEntry[]; last: Cursor }> {
    const start = after === undefined ? '-' : `(${after}`;
    // In one step, lest the feed be trimmed between telling how far back it goes and reading it.
    const results = await orUnavailable(() =>
      this.#redis
        .multi()
        .hmget(KEYS.bounds, 'last', 'trimmed')
        .xrange(KEYS.stream, start, '+', 'COUNT', count)
        .exec(),
    );
    const [bounds, entries] = (results ?? []).map(([error, value]) => {
      if (error) throw storeUnavailable(error);
      return value;
    }) as [readonly [string | null, string | null], readonly StreamEntry[]];
    const last = bounds[0] ?? START;
    if (after !== undefined) refuseUnknown(after, last, bounds[1]);
    return { entries: entries.map(entryFrom), last };
  }
}

function refuseUnknown(after: Cursor, last: Cursor, trimmed: Cursor | null): void {
  if (compareCursors(after, last) > 0) throw unknownCursor('The feed has never given this cursor');
  if (trimmed !== null && compareCursors(after, trimmed) < 0) {
    throw unknownCursor('The feed no longer goes back to this cursor: begin without one');
  }
}

export function unknownCursor(detail: string): AppError {
  return new AppError('invalid_request', detail, { faults: [{ pointer: '/after', detail }] });
}

function isEmpty({ ticker, source }: FeedFilter): boolean {
  return ticker === undefined && source === undefined;
}
