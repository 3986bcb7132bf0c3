import type { Request } from 'express';
import { isOpenInLedger, ledgerEntryOf } from '../articles/lifecycle/article-record.ts';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import type { PendingSteps } from '../articles/lifecycle/pending-steps.ts';
import { AppError } from '../errors.ts';
import type { ArticleFeed } from '../feed/article-feed.ts';
import { finishedIn } from '../feed/feed-entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import { loadArticle } from './load-article.ts';
import type { Reply } from './reply.ts';

export interface RefreshResources {
  readonly articles: ArticleStore;
  readonly feed: ArticleFeed;
  readonly queue: EnrichmentQueue;
  readonly ledger: Ledger;
  readonly pending: PendingSteps;
}

/**
 * `POST /v1/articles/{id}/refresh`: has an article enriched once more, with today's quotes, as its next revision. While that is pending, asking again changes
 * nothing, and the revision before can be read in the answer that it is pending.
 */
export function refreshArticle({ articles, feed, queue, ledger, pending }: RefreshResources) {
  return async function handle(request: Request): Promise<Reply> {
    const found = await loadArticle(articles, request);
    const { id } = found.record;
    // The worker that enriched it may have died before it told, and nobody could tell once it is overtaken.
    const finished = finishedIn(found);
    if (finished) await feed.append(finished);
    // It stays there until the article is finished: the ledger does not know a refresh, so nothing else tells that its job was lost.
    await pending.begin('refresh', id);
    const record = await articles.refresh(found.record);
    if (!record) throw new AppError('article_not_found', 'The article is gone');
    const isPending = record.status === 'queued' || record.status === 'processing';
    // One that failed is in flight once more; one that was enriched stays so in the ledger.
    if (isOpenInLedger(record)) await ledger.open(ledgerEntryOf(record));
    if (isPending) await queue.add(id, record.jobRun);
    const url = `/v1/articles/${id}`;
    return {
      status: 202,
      headers: { Location: url, 'Retry-After': '1', 'Cache-Control': 'no-store' },
      body: { id, status: record.status, revision: record.revision, url },
    };
  };
}
