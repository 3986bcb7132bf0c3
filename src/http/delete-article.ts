import type { Request } from 'express';
import { isArticleId } from '../articles/article-id.ts';
import { AppError } from '../errors.ts';
import type { RefreshResources } from './refresh-article.ts';
import type { Reply } from './reply.ts';

/** `DELETE /v1/articles/{id}`: takes an article out of store and feed, also one that has expired; a worker that has it in hand cannot bring it back. */
export function deleteArticle({
  articles,
  feed,
  ledger,
}: Pick<RefreshResources, 'articles' | 'feed' | 'ledger'>) {
  return async function handle(request: Request): Promise<Reply> {
    const id = String(request.params.id);
    if (!isArticleId(id)) throw new AppError('article_not_found', 'No article has this id');
    const generation = await articles.remove(id);
    // Also where nothing was stored: whoever deleted it before may have died here.
    await feed.remove(id, generation);
    // The same may have come again since: only what was removed here has ended.
    if (generation === undefined) throw new AppError('article_not_found', 'No article has this id');
    await ledger.close(id, 'deleted', generation);
    return { status: 204 };
  };
}
