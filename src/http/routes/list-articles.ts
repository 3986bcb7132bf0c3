import { Readable } from 'node:stream';
import type { Request } from 'express';
import { z } from 'zod';
import { articleIdSchema, isArticleId } from '../../articles/article-id.ts';
import type { ArticleStore } from '../../articles/lifecycle/article-store.ts';
import { resultJson, resultSchema } from '../../articles/representations/result.ts';
import { AppError, isAppError } from '../../errors.ts';
import { summarySchema } from '../../feed/feed-entry.ts';
import { countedIn, holdOf } from '../body/byte-budget.ts';
import { components } from '../components.ts';
import { ID_EXAMPLE, RSS_EXAMPLE } from '../examples.ts';
import { feedQuery, lastEventIdHeader } from '../feed/feed-query.ts';
import { type FeedResources, getFeed, pageSchema } from '../feed/get-feed.ts';
import { requestIdOf } from '../middleware/log-requests.ts';
import { parseQuery } from '../middleware/query-parameters.ts';
import { preferHeader } from '../prefer-wait.ts';
import { problemOf, problemSchema, statusOf } from '../problem.ts';
import { piecesOf, watchReader } from '../reply.ts';
import type { Handler, Route } from '../route.ts';

const MAX_IDS = 100;

/**
 * How many bytes are read before the response begins. If the store fails before that, the client
 * gets a problem instead of a response that breaks off.
 */
const MAX_AHEAD_BYTES = 1024 * 1024;

const COUNT = `Name 1 to ${MAX_IDS} ids, separated by commas, such as ?ids=a_…,a_…`;

const idsQuery = z
  .string({ error: COUNT })
  .transform((text, context) => {
    const ids = text.split(',').map((id) => id.trim());
    if (ids.length > MAX_IDS) context.addIssue({ code: 'custom', message: COUNT });
    else
      for (const [index, id] of ids.entries()) {
        if (isArticleId(id)) continue;
        const message = `Invalid id ${JSON.stringify(id.slice(0, 32))}: an id is a_ and 26 characters from a to z and 2 to 7`;
        context.addIssue({ code: 'custom', path: [index], message });
      }
    return [...new Set(ids)];
  })
  .meta({
    description: `1 to ${MAX_IDS} ids, separated by commas. Returns these articles, and ignores the other parameters.`,
    example: ID_EXAMPLE,
  });

const articlesByIdSchema = z
  .strictObject({
    articles: z.array(
      z.union([resultSchema, z.strictObject({ id: articleIdSchema, problem: problemSchema })]),
    ),
  })
  .register(components, { id: 'ArticlesById' });

/** Returns the articles that `ids` names, or without `ids` the feed. */
export const listArticles: Route<FeedResources & { readonly articles: ArticleStore }> = {
  method: 'get',
  path: '/v1/articles',
  scope: 'read',
  summary: 'List articles by their ids, or follow the feed of finished articles',
  description:
    'With `ids`: these articles, each with its result or its problem. Without: the finished articles in the order of the feed, which new articles do not change. The feed comes as a page, as server-sent events, as NDJSON, or as a JSON Feed or RSS feed.',
  request: {
    query: z.object({ ids: idsQuery.optional(), ...feedQuery.shape }),
    headers: z.object({ 'Last-Event-ID': lastEventIdHeader, Prefer: preferHeader }),
  },
  answers: {
    200: {
      description: 'The articles. In NDJSON each line is a summary, and so is the data of each event.',
      headers: ['Cache-Control', 'Preference-Applied', 'Vary'],
      content: {
        'application/json': z.union([articlesByIdSchema, pageSchema]),
        'text/event-stream': summarySchema,
        'application/x-ndjson': summarySchema,
        'application/feed+json': z
          .string()
          .meta({ example: '{"version":"https://jsonfeed.org/version/1.1","items":[]}' }),
        'application/rss+xml': z.string().meta({ example: RSS_EXAMPLE }),
      },
    },
  },
  problems: ['invalid_request', 'not_acceptable', 'store_unavailable'],
  handler: (resources) => {
    const byId = getArticlesById(resources);
    const feed = getFeed(resources);
    return (request) => (request.query.ids === undefined ? feed(request) : byId(request));
  },
};

/**
 * Returns articles in the order of `ids`, each as `GET /v1/articles/{id}` returns it in JSON, or
 * with the problem that it would return.
 */
export function getArticlesById({ articles }: { readonly articles: ArticleStore }): Handler {
  return async function handle(request) {
    const { ids } = parseQuery(z.object({ ids: idsQuery }), request);
    const entries = entriesOf(ids, (id) => entryOf(id, articles, request));
    const first = await readAhead(entries, (bytes) => holdOf(request).set(bytes));
    const all = following(first, entries);
    return {
      status: 200,
      type: 'application/json; charset=utf-8',
      headers: { 'Cache-Control': 'private, no-cache' },
      body: Readable.from(jsonOf(all, request), { objectMode: false }),
    };
  };
}

async function entryOf(id: string, articles: ArticleStore, request: Request): Promise<Buffer> {
  try {
    const found = await articles.find(id, countedIn(request));
    if (found) return resultJson(found);
    throw new AppError('article_not_found', 'No article has this id');
  } catch (error) {
    if (!isAppError(error) || statusOf(error.code) === 503) throw error;
    const problem = problemOf(error, request.res ? requestIdOf(request.res) : '');
    return Buffer.from(JSON.stringify({ id, problem }));
  }
}

/** Reads one article after another, because each may have megabytes. */
async function* entriesOf(
  ids: readonly string[],
  entry: (id: string) => Promise<Buffer>,
): AsyncGenerator<Buffer, undefined> {
  for (const id of ids) yield await entry(id);
}

/**
 * Reads entries up to {@link MAX_AHEAD_BYTES}, and returns them as one, separated by commas.
 * @param onRead called with the number of bytes read so far. It may throw to stop the reading.
 */
async function readAhead(entries: AsyncIterator<Buffer>, onRead: (bytes: number) => void): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  while (bytes < MAX_AHEAD_BYTES) {
    const { value, done } = await entries.next();
    if (done) break;
    if (parts.length > 0) parts.push(Buffer.from(','));
    parts.push(value);
    bytes += value.length + 1;
    onRead(bytes);
  }
  return Buffer.concat(parts);
}

async function* jsonOf(entries: AsyncIterable<Buffer>, request: Request): AsyncGenerator<Buffer | string> {
  let opening = '{"articles":[';
  for await (const entry of entries) {
    yield opening;
    opening = ',';
    if (request.res) watchReader(request.res);
    yield* piecesOf(entry);
    holdOf(request).waitFor(undefined);
    holdOf(request).set(0);
  }
  yield ']}';
}

async function* following<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}
