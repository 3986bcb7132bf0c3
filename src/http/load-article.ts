import type { Request } from 'express';
import { isArticleId } from '../articles/article-id.ts';
import type { StoredArticle } from '../articles/lifecycle/article-record.ts';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import { AppError } from '../errors.ts';
import { countedIn } from './byte-budget.ts';

/** Loads the article that a path names. @throws AppError `article_not_found`, or as {@link ArticleStore.find} does. */
export async function loadArticle(articles: ArticleStore, request: Request): Promise<StoredArticle> {
  const id = String(request.params.id);
  const found = isArticleId(id) ? await articles.find(id, countedIn(request)) : undefined;
  if (!found) throw new AppError('article_not_found', 'No article has this id');
  return found;
}
