import type { Article } from '../article.ts';
import { pageMetadata } from '../pages/page-metadata.ts';
import { CHINA } from '../read-date.ts';

/**
 * Reads HTML. All of it is the body. If it is a whole page, what the page says about the article
 * becomes its metadata. Mentions come from the whole page, because only the sender knows where the
 * article ends.
 *
 * @param timeZone the zone of dates without a zone.
 */
export function articleFromHtml(html: string, timeZone: string = CHINA): Article {
  return { format: 'html', ...pageMetadata(html, timeZone), frontMatter: '', body: html };
}
