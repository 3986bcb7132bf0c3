import type { Request } from 'express';
import type { Acceptance } from '../articles/article-store.ts';
import type { Reply } from './reply.ts';
import { submittedArticle } from './submitted.ts';
import { type IntakeResources, isFinished, takeArticle } from './take-article.ts';

/** Most articles are enriched within a second. */
const POLL_AFTER_SECONDS = '1';

/** `POST /v1/articles`: takes one article; the answer leaves when it is stored and queued. */
export function postArticle(resources: IntakeResources) {
  return async function handle(request: Request): Promise<Reply> {
    const article = submittedArticle(request);
    return accepted(await takeArticle(resources, article));
  };
}

function accepted(acceptance: Acceptance): Reply {
  const { record, isDuplicate: duplicate } = acceptance;
  const url = `/v1/articles/${record.id}`;
  const isDone = isFinished(acceptance);
  return {
    status: isDone ? 200 : 202,
    headers: {
      Location: url,
      'Cache-Control': 'no-store',
      ...(isDone ? {} : { 'Retry-After': POLL_AFTER_SECONDS }),
    },
    body: { id: record.id, status: record.status, duplicate, url },
  };
}
