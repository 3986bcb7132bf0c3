import type { Request } from 'express';
import { type ExplainOptions, explainArticle } from '../articles/explain-article.ts';
import type { Reply } from './reply.ts';
import { submittedArticle } from './submitted.ts';

/** `POST /v1/explain`: takes an article as `POST /v1/articles` does, and answers at once what would be made of it, and why. Nothing is stored. */
export function explain(
  { explaining }: { readonly explaining: ExplainOptions },
  { timeZone }: { readonly timeZone: string },
) {
  return async function handle(request: Request): Promise<Reply> {
    const article = submittedArticle(request, timeZone);
    return {
      status: 200,
      headers: { 'Cache-Control': 'no-store' },
      body: explainArticle(article, explaining),
    };
  };
}
