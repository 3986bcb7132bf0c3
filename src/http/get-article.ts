import type { Request } from 'express';
import { isArticleId } from '../articles/article-id.ts';
import type { ArticleStore, StoredArticle } from '../articles/article-store.ts';
import { toPost } from '../articles/representations/post.ts';
import { toResult } from '../articles/representations/result.ts';
import { AppError } from '../errors.ts';
import type { Reply } from './reply.ts';

const TYPES = ['application/json', 'text/html', 'text/markdown'] as const;

/** `GET /v1/articles/{id}`: the article as far as it is, as JSON; once it is enriched also as HTML or as a post. */
export function getArticle({ articles }: { articles: ArticleStore }) {
  return async function handle(request: Request): Promise<Reply> {
    const id = String(request.params.id);
    const found = isArticleId(id) ? await articles.find(id) : undefined;
    if (!found) throw new AppError('article_not_found', 'No article has this id');
    const type = request.accepts([...TYPES]) as (typeof TYPES)[number] | false;
    if (type === false) throw new AppError('not_acceptable', `An article is given as ${TYPES.join(', ')}`);
    const headers = { Vary: 'Accept', 'Cache-Control': 'private, no-cache' };
    const reply =
      type === 'application/json' || !found.enrichment ? asJson(found) : await asText(found, type, articles);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  };
}

function asJson(found: StoredArticle): Reply {
  const isFinished = found.record.status === 'enriched' || found.record.status === 'failed';
  return {
    status: isFinished ? 200 : 202,
    body: toResult(found),
    headers: isFinished ? {} : { 'Retry-After': '1' },
  };
}

async function asText(
  { record, enrichment }: StoredArticle,
  type: 'text/html' | 'text/markdown',
  articles: ArticleStore,
): Promise<Reply> {
  if (!enrichment) throw new Error('an article without enrichment has no text');
  const body =
    type === 'text/html' ? enrichment.body : toPost(await articles.readArticle(record.id), enrichment);
  return {
    status: 200,
    type: `${type}; charset=utf-8`,
    body,
    // The article is a stranger's: it must not run as a page of ours.
    headers: {
      'Content-Security-Policy': "sandbox; default-src 'none'; img-src https:; style-src 'unsafe-inline'",
    },
  };
}
