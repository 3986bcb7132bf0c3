import { MIMEType } from 'node:util';
import type { Request } from 'express';
import type { Acceptance, ArticleStore } from '../articles/article-store.ts';
import { parseSubmission } from '../articles/parse-submission.ts';
import { AppError } from '../errors.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import type { Reply } from './reply.ts';

/** Most articles are enriched within a second. */
const POLL_AFTER_SECONDS = '1';

/** `POST /v1/articles`: takes one article; the answer leaves when it is stored and queued. */
export function postArticle({ articles, queue }: { articles: ArticleStore; queue: EnrichmentQueue }) {
  return async function handle(request: Request): Promise<Reply> {
    const article = parseSubmission(mediaTypeOf(request), bytesOf(request));
    const acceptance = await articles.accept(article);
    const { record, isDuplicate, isReturning } = acceptance;
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

function mediaTypeOf(request: Request): string {
  const header = request.get('Content-Type');
  if (header === undefined) return '';
  const type = parseType(header);
  const charset = type.params.get('charset')?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') {
    throw new AppError(
      'unsupported_media_type',
      `The charset ${charset.slice(0, 32)} is not supported: send UTF-8`,
    );
  }
  return type.essence;
}

function parseType(header: string): MIMEType {
  try {
    return new MIMEType(header);
  } catch (cause) {
    throw new AppError('unsupported_media_type', 'The Content-Type is no media type', { cause });
  }
}

// The body parser leaves an object where a request had no body.
function bytesOf({ body }: Request): Uint8Array {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
