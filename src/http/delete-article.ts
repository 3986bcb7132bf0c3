import type { Request } from 'express';
import { isArticleId } from '../articles/article-id.ts';
import { AppError } from '../errors.ts';
import type { RefreshResources } from './refresh-article.ts';
import type { Reply } from './reply.ts';

/**
 * `DELETE /v1/articles/{id}`: removes an article from feed and store, also one that has expired; a worker that has it in hand cannot bring it back.
 * Repeated, it is answered as the first time.
 */
export function deleteArticle({
  articles,
  feed,
  ledger,
  pending,
}: Pick<RefreshResources, 'articles' | 'feed' | 'ledger' | 'pending'>) {
  return async function handle(request: Request): Promise<Reply> {
    const id = String(request.params.id);
    if (!isArticleId(id)) throw new AppError('article_not_found', 'No article has this id');
    const stored = await articles.generationOf(id);
    const step = await pending.begin('delete', id, stored);
    // The feed first: an article that is still stored is found again by whoever repeats this.
    await feed.remove(id, stored);
    const removed = await articles.remove(id);
    // It was deleted and has come again between the two.
    if (removed !== undefined && removed !== stored) await feed.remove(id, removed);
    // The same may have come again since: only what was removed here has ended.
    if (removed !== undefined) await ledger.close(id, 'deleted', removed);
    const isKnown = removed !== undefined || (await articles.wasDeleted(id));
    void pending.end(step);
    if (!isKnown) throw new AppError('article_not_found', 'No article has this id');
    return { status: 204 };
  };
}
