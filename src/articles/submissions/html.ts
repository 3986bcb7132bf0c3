import type { Article } from '../article.ts';
import { pageMetadata } from '../pages/page-metadata.ts';
import { CHINA } from '../read-date.ts';

/**
 * Reads a submitted piece of HTML: the body as it is, all of it. If it is a whole page, what the page says of the article becomes
 * its metadata; mentions are those of the page, because whoever submitted it knows best where the article ends.
 *
 * @param timeZone the zone of dates that name none.
 */
export function articleFromHtml(html: string, timeZone: string = CHINA): Article {
  return { format: 'html', ...pageMetadata(html, timeZone), frontMatter: '', body: html };
}
