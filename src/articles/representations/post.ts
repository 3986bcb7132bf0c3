import type { Article, Enrichment } from '../article.ts';
import { withTickers } from '../front-matter.ts';

/**
 * Returns an enriched article as a Hexo post: its front matter with an added field `tickers`, and
 * the annotated body. An article without front matter gets one with only that field.
 */
export function toPost(
  { frontMatter }: Pick<Article, 'frontMatter'>,
  { body, companies }: Enrichment,
): string {
  return (
    withTickers(
      frontMatter,
      companies.map(({ ticker }) => ticker),
    ) + body
  );
}
