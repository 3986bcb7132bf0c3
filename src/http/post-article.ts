import type { Request } from 'express';
import { type Acceptance, isFinished } from '../articles/article-store.ts';
import { parseSubmission } from '../articles/parse-submission.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import type { PollingResources } from './get-article.ts';
import { heldReply, type Receipt } from './held-submission.ts';
import { preferredWait } from './prefer-wait.ts';
import type { Reply } from './reply.ts';
import { bytesOf, mediaTypeOf } from './submitted.ts';

export interface SubmissionResources extends PollingResources {
  readonly queue: EnrichmentQueue;
}

/** `POST /v1/articles`: takes one article; the answer leaves when it is stored and queued, or as `Prefer: wait` says. */
export function postArticle(resources: SubmissionResources) {
  const { articles, queue, drain } = resources;
  return async function handle(request: Request): Promise<Reply> {
    const wait = preferredWait(request);
    const article = parseSubmission(mediaTypeOf(request), bytesOf(request));
    const acceptance = await articles.accept(article);
    const { record, isReturning } = acceptance;
    if (isReturning) await queue.forget(record.id);
    // Also of a duplicate that is not finished: whoever sent it first may have died between storing and queueing.
    if (!isFinished(record)) await queue.add(record.id);
    const receipt = receiptOf(acceptance);
    if (wait.milliseconds > 0) return await heldReply(request, receipt, wait, resources);
    return {
      status: isFinished(record) ? 200 : 202,
      headers: {
        Location: receipt.url,
        'Cache-Control': 'no-store',
        ...(isFinished(record) ? {} : { 'Retry-After': String(await drain.retryAfterSeconds()) }),
      },
      body: receipt,
    };
  };
}

function receiptOf({ record: { id, status }, isDuplicate: duplicate }: Acceptance): Receipt {
  return { id, status, duplicate, url: `/v1/articles/${id}` };
}
