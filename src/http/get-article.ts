import type { Request } from 'express';
import { isArticleId } from '../articles/article-id.ts';
import { isFinished, type StoredArticle } from '../articles/lifecycle/article-record.ts';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import { type CompletionNotifier, findFinished } from '../articles/lifecycle/completion-notifier.ts';
import { AppError } from '../errors.ts';
import type { DrainEstimate } from '../queue/drain-estimate.ts';
import { countedIn } from './byte-budget.ts';
import { conditional } from './conditional.ts';
import { inTurn } from './heavy-work.ts';
import { preferredWait } from './prefer-wait.ts';
import type { Reply } from './reply.ts';
import { REPRESENTATION_TYPES, representationOf } from './representations.ts';
import { requestSignal } from './request-signal.ts';

export interface PollingResources {
  readonly articles: ArticleStore;
  readonly completions: CompletionNotifier;
  readonly drain: DrainEstimate;
}

/**
 * `GET /v1/articles/{id}`: the article as far as it is, as JSON; once it is enriched also in its other representations. `Prefer: wait=N`
 * holds the request until it is finished, and `If-None-Match` saves what the client has.
 */
export function getArticle(resources: PollingResources) {
  return async function handle(request: Request): Promise<Reply> {
    const mediaType = acceptedType(request);
    const wait = preferredWait(request);
    const id = String(request.params.id);
    const waitOptions = { milliseconds: wait.milliseconds, signal: requestSignal(request) };
    const found = isArticleId(id)
      ? await findFinished(id, resources, waitOptions, countedIn(request))
      : undefined;
    if (!found) throw new AppError('article_not_found', 'No article has this id');
    const reply = await represented(request, mediaType, found, resources);
    const headers = { Vary: 'Accept', 'Cache-Control': 'private, no-cache', ...wait.headers };
    return { ...reply, headers: { ...headers, ...reply.headers } };
  };
}

function acceptedType(request: Request): string {
  const type = request.accepts([...REPRESENTATION_TYPES]);
  if (type !== false) return String(type);
  throw new AppError('not_acceptable', `An article is given as ${REPRESENTATION_TYPES.join(', ')}`);
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
  // What is not finished has no tag: a poll for it must never be answered by 304.
  if (!isFinished(stored.record)) {
    const retryAfter = String(await drain.retryAfterSeconds());
    return { status: 202, type, body, headers: { ...headers, 'Retry-After': retryAfter } };
  }
  const name = `${representation.name}-${stored.record.revision}`;
  return conditional(request, name, { status: 200, type, body, headers });
}
