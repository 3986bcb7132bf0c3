import { type Article, NO_METADATA } from '../article.ts';

/** A submitted piece of HTML: the body as it is, with no metadata. */
export function articleFromHtml(html: string): Article {
  return { format: 'html', metadata: NO_METADATA, frontMatter: '', body: html };
}
