import { Readable } from 'node:stream';
import type { Request } from 'express';
import { isArticleId } from '../articles/article-id.ts';
import type { ArticleStore } from '../articles/article-store.ts';
import { toResult } from '../articles/representations/result.ts';
import { AppError, type Fault, isAppError } from '../errors.ts';
import { problemOf } from './problem.ts';
import type { Reply } from './reply.ts';
import { requestIdOf } from './request-id.ts';

const MOST_IDS = 100;
/** Articles may have megabytes: so many are in hand at a time. */
const BATCH = 10;

/**
 * `GET /v1/articles?ids=a_…,a_…`: several articles in one call, in the order of `ids`, each as `GET /v1/articles/{id}` gives it in
 * JSON, or with the problem that it would answer.
 */
export function getArticlesById({ articles }: { readonly articles: ArticleStore }) {
  return async function handle(request: Request): Promise<Reply> {
    const ids = idsIn(request.query.ids);
    const requestId = request.res ? requestIdOf(request.res) : '';
    const entries = entriesOf(ids, (id) => entryOf(id, articles, requestId));
    // What cannot be answered at all is found out before the answer begins.
    const first = await entries.next();
    return {
      status: 200,
      type: 'application/json; charset=utf-8',
      headers: { 'Cache-Control': 'private, no-cache' },
      body: Readable.from(jsonOf(first.value ?? [], entries)),
    };
  };
}

function idsIn(query: unknown): readonly string[] {
  const ids = typeof query === 'string' ? query.split(',').map((id) => id.trim()) : [];
  if (ids.length === 0 || ids.length > MOST_IDS) {
    const detail = `Name 1 to ${MOST_IDS} ids, parted by commas: ?ids=a_…,a_…`;
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

async function entryOf(id: string, articles: ArticleStore, requestId: string): Promise<object> {
  try {
    const found = await articles.find(id);
    if (found) return toResult(found);
    throw new AppError('article_not_found', 'No article has this id');
  } catch (error) {
    if (!isAppError(error) || error.code === 'store_unavailable') throw error;
    return { id, problem: problemOf(error, requestId) };
  }
}

async function* entriesOf(
  ids: readonly string[],
  entry: (id: string) => Promise<object>,
): AsyncGenerator<readonly object[], undefined> {
  for (let from = 0; from < ids.length; from += BATCH) {
    yield await Promise.all(ids.slice(from, from + BATCH).map(entry));
  }
}

async function* jsonOf(
  first: readonly object[],
  rest: AsyncIterable<readonly object[]>,
): AsyncGenerator<string> {
  let before = '{"articles":[';
  const written = function* (entries: readonly object[]) {
    for (const entry of entries) {
      yield before + JSON.stringify(entry);
      before = ',';
    }
  };
  yield* written(first);
  for await (const entries of rest) yield* written(entries);
  yield ']}';
}
