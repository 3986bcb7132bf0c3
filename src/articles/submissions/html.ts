import type { Article } from '../article.ts';
import { pageMetadata } from '../pages/page-metadata.ts';

/**
 * A submitted piece of HTML: the body as it is, all of it. Where it is a whole page, what the page says of the article becomes
 * its metadata; mentions are those of the page, for nobody knows better than whoever submitted it where the article ends.
 */
export function articleFromHtml(html: string): Article {
  return { format: 'html', metadata: pageMetadata(html), frontMatter: '', body: html };
}
