import type { Request } from 'express';
import { z } from 'zod';
import { articleIdSchema, isArticleId } from '../../articles/article-id.ts';
import {
  isOpenInLedger,
  ledgerEntryOf,
  type StoredArticle,
} from '../../articles/lifecycle/article-record.ts';
import type { ArticleStore } from '../../articles/lifecycle/article-store.ts';
import type { PendingSteps } from '../../articles/lifecycle/pending-steps.ts';
import { statusSchema } from '../../articles/representations/result.ts';
import { AppError } from '../../errors.ts';
import type { ArticleFeed } from '../../feed/article-feed.ts';
import { finishedIn } from '../../feed/feed-entry.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { EnrichmentQueue } from '../../queue/enrichment-queue.ts';
import { countedIn } from '../body/byte-budget.ts';
import { components } from '../components.ts';
import { ID_EXAMPLE } from '../examples.ts';
import type { Route } from '../route.ts';

export const idParameter = z.string().meta({ description: 'The id of an article.', example: ID_EXAMPLE });

export function articleNotFound(): AppError {
  return new AppError('article_not_found', 'No article has this id');
}

/**
 * Loads the article that a path names. @throws AppError `article_not_found`, or as {@link
 * ArticleStore.find} does.
 */
export async function loadArticle(articles: ArticleStore, request: Request): Promise<StoredArticle> {
  const id = String(request.params.id);
  const found = isArticleId(id) ? await articles.find(id, countedIn(request)) : undefined;
  if (!found) throw articleNotFound();
  return found;
}

export interface RefreshResources {
  readonly articles: ArticleStore;
  readonly feed: ArticleFeed;
  readonly queue: EnrichmentQueue;
  readonly ledger: Ledger;
  readonly pending: PendingSteps;
}

const refreshSchema = z
  .strictObject({
    id: articleIdSchema,
    status: statusSchema,
    revision: z.int().min(1).describe('The revision that can be read until the next one is finished.'),
    url: z.string(),
  })
  .register(components, { id: 'Refresh' });

/**
 * Enriches an article again as its next revision. While that is pending, another request changes
 * nothing.
 */
export const refreshArticle: Route<RefreshResources> = {
  method: 'post',
  path: '/v1/articles/:id/refresh',
  scope: 'submit',
  summary: 'Enrich an article again, with the quotes of today',
  description: 'Makes a new revision.',
  request: { params: z.object({ id: idParameter }) },
  answers: {
    202: {
      description: 'The article is queued.',
      headers: ['Location', 'Retry-After'],
      content: { 'application/json': refreshSchema },
    },
  },
  problems: ['article_not_found', 'article_expired', 'store_unavailable'],
  handler: ({ articles, feed, queue, ledger, pending }) =>
    async function handle(request) {
      const found = await loadArticle(articles, request);
      const { id } = found.record;
      // If the worker died before it added this revision to the feed, nobody could add it after the
      // refresh.
      const finished = finishedIn(found);
      if (finished) await feed.append(finished);
      // The step stays until the article is finished. The ledger does not know a refresh, so only
      // the step shows a lost job.
      await pending.begin('refresh', id);
      const record = await articles.refresh(found.record);
      if (!record) throw new AppError('article_not_found', 'The article is gone');
      const isPending = record.status === 'queued' || record.status === 'processing';
      // A failed article is in flight again. An enriched one stays enriched in the ledger.
      if (isOpenInLedger(record)) await ledger.open(ledgerEntryOf(record));
      if (isPending) await queue.add(id, record.jobRun);
      const url = `/v1/articles/${id}`;
      return {
        status: 202,
        headers: { Location: url, 'Retry-After': '1', 'Cache-Control': 'no-store' },
        body: { id, status: record.status, revision: record.revision, url },
      };
    },
};

/**
 * Removes an article from feed and store, even if it has expired. A worker that is processing it
 * cannot bring it back. A repeated request gets the same response.
 */
export const deleteArticle: Route<Pick<RefreshResources, 'articles' | 'feed' | 'ledger' | 'pending'>> = {
  method: 'delete',
  path: '/v1/articles/:id',
  scope: 'submit',
  summary: 'Delete an article',
  description: 'Removes the article from the store and the feed. Its id is then unknown.',
  request: { params: z.object({ id: idParameter }) },
  answers: { 204: { description: 'The article is gone.' } },
  problems: ['article_not_found', 'store_unavailable'],
  handler: ({ articles, feed, ledger, pending }) =>
    async function handle(request) {
      const id = String(request.params.id);
      if (!isArticleId(id)) throw articleNotFound();
      const stored = await articles.generationOf(id);
      const step = await pending.begin('delete', id, stored);
      // The feed first: whoever repeats this finds an article that is still stored.
      await feed.remove(id, stored);
      const removed = await articles.remove(id);
      // The article was deleted and submitted again between the two.
      if (removed !== undefined && removed !== stored) await feed.remove(id, removed);
      // It may have been submitted again since then, so close only the generation that was removed
      // here.
      if (removed !== undefined) await ledger.close(id, 'deleted', removed);
      const isKnown = removed !== undefined || (await articles.wasDeleted(id));
      void pending.end(step);
      if (!isKnown) throw articleNotFound();
      return { status: 204 };
    },
};
