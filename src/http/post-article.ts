import type { Request } from 'express';
import { isFinished } from '../articles/lifecycle/article-record.ts';
import type { Acceptance } from '../articles/lifecycle/article-store.ts';
import { acceptArticle, type IntakeResources } from './accept-article.ts';
import type { PollingResources } from './get-article.ts';
import { parseRequest } from './parse-request.ts';
import { preferredWait } from './prefer-wait.ts';
import { forgetBody } from './read-body.ts';
import type { Reply } from './reply.ts';
import { type Receipt, waitForResult } from './wait-for-result.ts';

/** `POST /v1/articles`: takes one article; the answer leaves when it is stored and queued, or as `Prefer: wait` says. */
export function postArticle(
  resources: IntakeResources & PollingResources,
  { timeZone }: { readonly timeZone: string },
) {
  return async function handle(request: Request): Promise<Reply> {
    const wait = preferredWait(request);
    const acceptance = await acceptArticle(resources, await parseRequest(request, timeZone));
    forgetBody(request);
    const { record } = acceptance;
    const receipt = receiptOf(acceptance);
    if (wait.milliseconds > 0) return await waitForResult(request, receipt, wait, resources);
    return {
      status: isFinished(record) ? 200 : 202,
      headers: {
        Location: receipt.url,
        'Cache-Control': 'no-store',
        ...(isFinished(record) ? {} : { 'Retry-After': String(await resources.drain.retryAfterSeconds()) }),
      },
      body: receipt,
    };
  };
}

function receiptOf({ record: { id, status }, isDuplicate: duplicate }: Acceptance): Receipt {
  return { id, status, duplicate, url: `/v1/articles/${id}` };
}
