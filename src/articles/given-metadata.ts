import { type Article, type ArticleMetadata, NO_METADATA } from './article.ts';
import { articleFromJson } from './submissions/json.ts';

/**
 * What a sender may say about an article besides its bytes. The names are those of the fields of a
 * JSON submission.
 */
export const GIVEN_FIELDS = ['title', 'url', 'source', 'author', 'publishedAt', 'externalId'] as const;
export type GivenFields = Readonly<Partial<Record<(typeof GIVEN_FIELDS)[number], string>>>;

const NO_ARTICLE: Article = { format: 'html', metadata: NO_METADATA, frontMatter: '', body: '' };

/**
 * Validates what is given besides the bytes of an article, exactly like the fields of a JSON
 * submission. It outweighs what the text says about itself. Missing fields stay missing.
 *
 * @param timeZone the zone of a date without a zone.
 * @throws AppError `invalid_article` with every invalid field.
 */
export function givenFieldsMetadata(given: GivenFields, timeZone: string): Partial<ArticleMetadata> {
  if (Object.keys(given).length === 0) return {};
  const readers = { html: () => NO_ARTICLE, markdown: () => NO_ARTICLE };
  const { metadata } = articleFromJson(JSON.stringify({ html: '-', ...given }), readers, timeZone);
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
}
