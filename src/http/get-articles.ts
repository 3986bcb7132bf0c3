import type { Request } from 'express';
import type { PollingResources } from './get-article.ts';
import { getArticlesById } from './get-articles-by-id.ts';
import { type FeedResources, getFeed } from './get-feed.ts';
import type { Reply } from './reply.ts';

/** `GET /v1/articles`: with `ids` those articles, else the feed. */
export function getArticles(resources: PollingResources & FeedResources) {
  const byId = getArticlesById(resources);
  const feed = getFeed(resources);
  return async function handle(request: Request): Promise<Reply> {
    return await (request.query.ids === undefined ? feed(request) : byId(request));
  };
}
