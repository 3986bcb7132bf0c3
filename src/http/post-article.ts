import type { Request } from 'express';
import type { Acceptance, ArticleStore } from '../articles/article-store.ts';
import { parseSubmission } from '../articles/parse-submission.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import type { Reply } from './reply.ts';
import { bytesOf, mediaTypeOf } from './submitted.ts';
import type { Webhooks } from './webhooks.ts';

/** Most articles are enriched within a second. */
const POLL_AFTER_SECONDS = '1';

export interface IntakeResources {
  readonly articles: ArticleStore;
  readonly queue: EnrichmentQueue;
  readonly webhooks: Webhooks;
}

/** `POST /v1/articles`: takes one article; the answer leaves when it is stored and queued. */
export function postArticle({ articles, queue, webhooks }: IntakeResources) {
  return async function handle(request: Request): Promise<Reply> {
    const article = parseSubmission(mediaTypeOf(request), bytesOf(request));
    const callback = webhooks.callbackOf(article);
    const acceptance = await articles.accept(article);
    const { record, isDuplicate, isReturning } = acceptance;
    if (callback !== undefined) await webhooks.deliveries.keep(record.id, callback);
    if (isReturning) await queue.forget(record.id);
    // Also of a duplicate that is not finished: whoever sent it first may have died between storing and queueing.
    if (record.status === 'queued' || record.status === 'processing') await queue.add(record.id);
    return accepted(acceptance, isDuplicate);
  };
}

function accepted({ record }: Acceptance, duplicate: boolean): Reply {
  const url = `/v1/articles/${record.id}`;
  const isFinished = record.status === 'enriched' || record.status === 'failed';
  return {
    status: isFinished ? 200 : 202,
    headers: {
      Location: url,
      'Cache-Control': 'no-store',
      ...(isFinished ? {} : { 'Retry-After': POLL_AFTER_SECONDS }),
    },
    body: { id: record.id, status: record.status, duplicate, url },
  };
}
