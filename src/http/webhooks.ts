import type { Request } from 'express';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import type { PendingSteps } from '../articles/lifecycle/pending-steps.ts';
import { AppError } from '../errors.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { loadArticle } from './load-article.ts';
import type { Reply } from './reply.ts';

interface Resources {
  readonly webhooks: Webhooks;
}

const NOT_KEPT = { 'Cache-Control': 'no-store' };

/** `GET /v1/webhooks`: the endpoints that webhooks go to, those that are disabled first. No URL is shown with its query, which may hold a secret. */
export function listWebhooks({ webhooks }: Resources) {
  return async function handle(): Promise<Reply> {
    return { status: 200, headers: NOT_KEPT, body: { endpoints: await webhooks.endpoints.list() } };
  };
}

/** `POST /v1/webhooks/{endpoint}/enable`: sends to an endpoint again; what was not delivered meanwhile is not repeated by that. */
export function enableWebhook({ webhooks }: Resources) {
  return async function handle(request: Request): Promise<Reply> {
    const endpoint = await webhooks.endpoints.enable(String(request.params.endpoint));
    if (!endpoint) throw new AppError('not_found', 'No webhook has gone to an endpoint with this id of late');
    return { status: 200, headers: NOT_KEPT, body: endpoint };
  };
}

/**
 * `POST /v1/articles/{id}/redeliver`: delivers a finished article to everybody who asked for it, at once and also where that was done, under the
 * same `webhook-id`. Of one that is not finished nothing is due yet.
 */
export function redeliverArticle({
  articles,
  webhooks,
  pending,
}: Resources & { readonly articles: ArticleStore; readonly pending: PendingSteps }) {
  return async function handle(request: Request): Promise<Reply> {
    const { id, revision } = (await loadArticle(articles, request)).record;
    const step = await pending.begin('redeliver', id);
    const deliveries = await webhooks.deliveries.queueAgain(id);
    void pending.end(step);
    return { status: 202, headers: NOT_KEPT, body: { id, revision, deliveries } };
  };
}
