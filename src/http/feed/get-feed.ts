import { Readable } from 'node:stream';
import type { Request } from 'express';
import { z } from 'zod';
import { withTimeout } from '../../async/with-timeout.ts';
import { AppError } from '../../errors.ts';
import type { ArticleFeed, FeedPage, FeedQuery } from '../../feed/article-feed.ts';
import { compareCursors } from '../../feed/cursor.ts';
import { summarySchema } from '../../feed/feed-entry.ts';
import type { FeedTail } from '../../feed/feed-tail.ts';
import { toJsonFeed } from '../../feed/representations/json-feed.ts';
import { toRss } from '../../feed/representations/rss.ts';
import { isStoreOutage } from '../../redis/store-errors.ts';
import { components } from '../components.ts';
import { summaryExample } from '../examples.ts';
import { preferredWait, requestSignal } from '../prefer-wait.ts';
import type { Reply } from '../reply.ts';
import type { Handler } from '../route.ts';
import { FeedEvents, type FeedEventsOptions } from './feed-events.ts';
import { DEFAULT_LIMIT, type FeedRequest, feedRequestIn, MAX_ENTRIES } from './feed-query.ts';

export interface FeedResources {
  readonly feed: ArticleFeed;
  readonly tail: FeedTail;
  /** Timings of server-sent events, if not the defaults. */
  readonly streaming?: Pick<FeedEventsOptions, 'heartbeatMs' | 'stallMs'>;
}

const TYPES = [
  'application/json',
  'application/x-ndjson',
  'text/event-stream',
  'application/feed+json',
  'application/rss+xml',
] as const;
type FeedType = (typeof TYPES)[number];

const HEADERS = { Vary: 'Accept, Prefer', 'Cache-Control': 'private, no-cache' };

export const pageSchema = z
  .strictObject({
    items: z.array(summarySchema).describe('Finished articles, oldest first.'),
    next: z.string().describe('The cursor for `after`. It stays the same while nothing is new.'),
  })
  .register(components, {
    id: 'Page',
    examples: [{ items: [summaryExample], next: summaryExample.cursor }],
  });

/**
 * Returns the finished articles in the order in which they were finished: JSON, JSON Feed and RSS
 * return a page, for which `Prefer: wait=N` waits; NDJSON returns everything there is; server-sent
 * events continue with what comes.
 */
export function getFeed(resources: FeedResources): Handler {
  return async function handle(request) {
    const type = request.accepts([...TYPES]) as FeedType | false;
    if (type === false) throw new AppError('not_acceptable', `The feed is available as ${TYPES.join(', ')}`);
    const wanted = feedRequestIn(request);
    const reply = await replyAs(type, request, wanted, resources);
    return { type: `${type}; charset=utf-8`, ...reply, headers: { ...HEADERS, ...reply.headers } };
  };
}

function replyAs(
  type: FeedType,
  request: Request,
  wanted: FeedRequest,
  resources: FeedResources,
): Promise<Reply> {
  switch (type) {
    case 'text/event-stream':
      return events(request, wanted, resources);
    case 'application/x-ndjson':
      return lines(wanted, resources);
    default:
      return page(type, request, wanted, resources);
  }
}

async function events(
  request: Request,
  { after, filter }: FeedRequest,
  { feed, tail, streaming = {} }: FeedResources,
): Promise<Reply> {
  const resumed = request.get('Last-Event-ID') || after;
  // Refuse an unknown cursor before the stream begins, because a status can only be sent then.
  if (resumed !== undefined) await feed.page({ after: resumed, limit: 1, filter: {} });
  const headers = { 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' };
  if (request.method === 'HEAD') return { status: 200, headers };
  const start = resumed ?? (await feed.head());
  return { status: 200, headers, body: new FeedEvents({ tail, after: start, filter, ...streaming }) };
}

async function lines(
  { after, limit = Number.POSITIVE_INFINITY, filter }: FeedRequest,
  { feed }: FeedResources,
): Promise<Reply> {
  const end = await feed.head();
  const first = await feed.page({
    ...(after === undefined ? {} : { after }),
    limit: Math.min(limit, MAX_ENTRIES),
    filter,
  });
  async function* all(): AsyncGenerator<string> {
    let left = limit;
    for (let page = first; ; ) {
      yield page.entries.map(({ json }) => `${json}\n`).join('');
      left -= page.entries.length;
      if (page.isEnd || left <= 0 || compareCursors(page.next, end) >= 0) return;
      page = await feed.page({ after: page.next, limit: Math.min(left, MAX_ENTRIES), filter });
    }
  }
  return { status: 200, body: Readable.from(all(), { objectMode: false }) };
}

async function page(
  type: 'application/json' | 'application/feed+json' | 'application/rss+xml',
  request: Request,
  wanted: FeedRequest,
  resources: FeedResources,
): Promise<Reply> {
  const { after, limit = DEFAULT_LIMIT, filter } = wanted;
  const query = { ...(after === undefined ? {} : { after }), limit, filter };
  const wait = preferredWait(request);
  // A feed reader has no cursor and wants the newest articles.
  const isReader = type !== 'application/json' && after === undefined && wanted.limit === undefined;
  const found = isReader
    ? await resources.feed.newest(query)
    : await somePage(query, wait.milliseconds, request, resources);
  const headers = {
    ...(isReader ? {} : wait.headers),
    ...(resources.tail.isClosed ? { Connection: 'close' } : {}),
  };
  if (type === 'application/json') {
    const items = found.entries.map(({ json }) => json).join(',');
    return { status: 200, headers, body: `{"items":[${items}],"next":"${found.next}"}` };
  }
  const options = urlsOf(request, found);
  const body =
    type === 'application/rss+xml' ? toRss(found.entries, options) : toJsonFeed(found.entries, options);
  return { status: 200, headers, body };
}

/** Returns a page, and waits for it up to `milliseconds` if there is none yet. */
async function somePage(
  query: FeedQuery,
  milliseconds: number,
  request: Request,
  { feed, tail }: FeedResources,
): Promise<FeedPage> {
  let found = await feed.page(query);
  if (milliseconds === 0 || hasNews(found) || request.res?.closed) return found;
  using listener = tail.listen();
  return await withTimeout(milliseconds, requestSignal(request), async (signal) => {
    while (!hasNews(found) && !signal.aborted && !tail.isClosed) {
      const { version } = listener;
      found = await listener.page({ ...query, after: found.next }).catch((error: unknown) => {
        // Redis may come back in time.
        if (isStoreOutage(error)) return found;
        throw error;
      });
      if (!hasNews(found)) await listener.changed(version, signal);
    }
    return found;
  });
}

/** Whether there are entries, or more to search. */
function hasNews({ entries, isEnd }: FeedPage): boolean {
  return entries.length > 0 || !isEnd;
}

function urlsOf(request: Request, { entries, next }: FeedPage) {
  const feedUrl = new URL(request.originalUrl, `${request.protocol}://${request.get('Host') ?? 'localhost'}`);
  const nextUrl = new URL(feedUrl);
  nextUrl.searchParams.set('after', next);
  return {
    articlesUrl: `${feedUrl.origin}/v1/articles`,
    feedUrl: feedUrl.href,
    ...(entries.length > 0 ? { nextUrl: nextUrl.href } : {}),
  };
}
