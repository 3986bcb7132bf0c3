import { Readable } from 'node:stream';
import type { Request } from 'express';
import { isArticleId } from '../articles/article-id.ts';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import { resultJson } from '../articles/representations/result.ts';
import { AppError, type Fault, isAppError } from '../errors.ts';
import { countedIn, holdOf } from './byte-budget.ts';
import { problemOf, statusOf } from './problem.ts';
import { piecesOf, type Reply, watchReader } from './reply.ts';
import { requestIdOf } from './request-id.ts';

const MAX_IDS = 100;

/** How many bytes are read before the response begins. If the store fails before that, the client gets a problem instead of a response that breaks off. */
const MAX_AHEAD_BYTES = 1024 * 1024;

/**
 * `GET /v1/articles?ids=a_…,a_…`: several articles in one call, in the order of `ids`, each as `GET /v1/articles/{id}` gives it in
 * JSON, or with the problem that it would answer.
 */
export function getArticlesById({ articles }: { readonly articles: ArticleStore }) {
  return async function handle(request: Request): Promise<Reply> {
    const ids = idsIn(request.query.ids);
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

function idsIn(query: unknown): readonly string[] {
  const ids = typeof query === 'string' ? query.split(',').map((id) => id.trim()) : [];
  if (ids.length === 0 || ids.length > MAX_IDS) {
    const detail = `Name 1 to ${MAX_IDS} ids, parted by commas: ?ids=a_…,a_…`;
    throw new AppError('invalid_request', detail, { faults: [{ pointer: '/ids', detail }] });
  }
  const faults: Fault[] = ids.flatMap((id, index) =>
    isArticleId(id)
      ? []
      : [
          {
            pointer: `/ids/${index}`,
            detail: `${JSON.stringify(id.slice(0, 32))} is no id: a_ and 26 of a to z and 2 to 7`,
          },
        ],
  );
  if (faults.length > 0) throw new AppError('invalid_request', 'Not all of ids are ids', { faults });
  return [...new Set(ids)];
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

/** One after another: each may have megabytes. */
async function* entriesOf(
  ids: readonly string[],
  entry: (id: string) => Promise<Buffer>,
): AsyncGenerator<Buffer, undefined> {
  for (const id of ids) yield await entry(id);
}

/**
 * Reads entries up to {@link MAX_AHEAD_BYTES}, and returns them as one, separated by commas.
 * @param onHeld called with the number of bytes held so far. It may throw to stop the reading.
 */
async function readAhead(entries: AsyncIterator<Buffer>, onHeld: (bytes: number) => void): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  while (bytes < MAX_AHEAD_BYTES) {
    const { value, done } = await entries.next();
    if (done) break;
    if (parts.length > 0) parts.push(Buffer.from(','));
    parts.push(value);
    bytes += value.length + 1;
    onHeld(bytes);
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
