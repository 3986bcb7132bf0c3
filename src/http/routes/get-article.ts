import type { Request } from 'express';
import { z } from 'zod';
import { isArticleId } from '../../articles/article-id.ts';
import { isFinished, type StoredArticle } from '../../articles/lifecycle/article-record.ts';
import { findFinished } from '../../articles/lifecycle/completion-notifier.ts';
import { resultSchema } from '../../articles/representations/result.ts';
import { schemaOrgSchema } from '../../articles/representations/schema-org.ts';
import { annotationsSchema } from '../../articles/representations/web-annotations.ts';
import { AppError } from '../../errors.ts';
import { countedIn } from '../body/byte-budget.ts';
import { inTurn } from '../body/heavy-work.ts';
import { conditional } from '../conditional.ts';
import { BODY_EXAMPLE, POST_EXAMPLE } from '../examples.ts';
import type { PollingResources } from '../intake/post-article.ts';
import { preferHeader, preferredWait, requestSignal } from '../prefer-wait.ts';
import type { Reply } from '../reply.ts';
import { ANNOTATION_TYPE, REPRESENTATION_TYPES, representationOf, SCHEMA_TYPE } from '../representations.ts';
import type { Route } from '../route.ts';
import { articleNotFound, idParameter } from './refresh-article.ts';

/**
 * Returns an article as JSON, finished or not. Once it is enriched, it is available in other
 * representations too. `Prefer: wait=N` waits until it is finished, and `If-None-Match` saves
 * sending what the client has.
 */
export const getArticle: Route<PollingResources> = {
  method: 'get',
  path: '/v1/articles/:id',
  scope: 'read',
  summary: 'Read an article',
  description:
    'Returns JSON at any time. Once the article is enriched, it is also available as HTML (the annotated body), as a Hexo post, as W3C Web Annotations, and in the schema.org vocabulary. The profile distinguishes the two JSON-LD forms.',
  request: {
    params: z.object({ id: idParameter }),
    headers: z.object({
      Prefer: preferHeader,
      'If-None-Match': z
        .string()
        .optional()
        .describe('The ETags of what the client has (RFC 9110), or *. Returns 304 if one of them matches.'),
    }),
  },
  answers: {
    200: {
      description: 'The article is finished: enriched or failed, as `status` says.',
      headers: ['ETag', 'Vary', 'Cache-Control', 'Preference-Applied'],
      content: {
        'application/json': resultSchema,
        'text/html': z.string().meta({ example: BODY_EXAMPLE }),
        'text/markdown': z.string().meta({ example: POST_EXAMPLE }),
        [ANNOTATION_TYPE]: annotationsSchema,
        [SCHEMA_TYPE]: schemaOrgSchema,
      },
    },
    202: {
      description: 'The article is queued, or a worker is processing it.',
      headers: ['Retry-After', 'Vary', 'Cache-Control', 'Preference-Applied'],
      content: { 'application/json': resultSchema },
    },
    304: { description: 'The client has it already.', headers: ['ETag', 'Vary', 'Cache-Control'] },
  },
  problems: [
    'invalid_request',
    'article_not_found',
    'not_acceptable',
    'article_expired',
    'store_unavailable',
  ],
  handler: (resources) =>
    async function handle(request) {
      const mediaType = acceptedType(request);
      const wait = preferredWait(request);
      const id = String(request.params.id);
      const waitOptions = { milliseconds: wait.milliseconds, signal: requestSignal(request) };
      const found = isArticleId(id)
        ? await findFinished(id, resources, waitOptions, countedIn(request))
        : undefined;
      if (!found) throw articleNotFound();
      const reply = await represented(request, mediaType, found, resources);
      const headers = { Vary: 'Accept', 'Cache-Control': 'private, no-cache', ...wait.headers };
      return { ...reply, headers: { ...headers, ...reply.headers } };
    },
};

function acceptedType(request: Request): string {
  const type = request.accepts([...REPRESENTATION_TYPES]);
  if (type !== false) return String(type);
  throw new AppError('not_acceptable', `An article is available as ${REPRESENTATION_TYPES.join(', ')}`);
}

async function represented(
  request: Request,
  mediaType: string,
  stored: StoredArticle,
  { articles, drain }: PollingResources,
): Promise<Reply> {
  const representation = representationOf(mediaType, stored);
  const { contentType: type, headers = {} } = representation;
  const size = stored.enrichmentJson?.length ?? 0;
  const body = await inTurn(size, () => representation.render(stored, articles));
  // An unfinished article has no tag, because 304 must never answer a poll for it.
  if (!isFinished(stored.record)) {
    const retryAfter = String(await drain.retryAfterSeconds());
    return { status: 202, type, body, headers: { ...headers, 'Retry-After': retryAfter } };
  }
  const name = `${representation.name}-${stored.record.revision}`;
  return conditional(request, name, { status: 200, type, body, headers });
}
