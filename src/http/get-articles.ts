import type { Request } from 'express';
import { AppError } from '../errors.ts';
import type { PollingResources } from './get-article.ts';
import { getArticlesById } from './get-articles-by-id.ts';
import type { Reply } from './reply.ts';

/** `GET /v1/articles`: with `ids` those articles. */
export function getArticles(resources: PollingResources) {
  const byId = getArticlesById(resources);
  return async function handle(request: Request): Promise<Reply> {
    if (request.query.ids !== undefined) return await byId(request);
    const detail = 'Name the articles: ?ids=a_…,a_…';
    throw new AppError('invalid_request', detail, { faults: [{ pointer: '/ids', detail }] });
  };
}
