import { type Article, type ArticleMetadata, NO_METADATA } from './article.ts';
import { articleFromJson } from './submissions/json.ts';

/**
 * Metadata that a sender may give along with the bytes of an article. The names are those of the
 * fields of a JSON submission.
 */
export const GIVEN_FIELDS = ['title', 'url', 'source', 'author', 'publishedAt', 'externalId'] as const;
export type GivenFields = Readonly<Partial<Record<(typeof GIVEN_FIELDS)[number], string>>>;

const NO_ARTICLE: Article = { format: 'html', metadata: NO_METADATA, frontMatter: '', body: '' };

/**
 * Validates metadata that comes along with the bytes of an article, exactly like the fields of a
 * JSON submission. It takes precedence over what the text says about itself. Missing fields stay
 * missing.
 *
 * @param timeZone the time zone of dates that name none.
 * @throws AppError `invalid_article` with every invalid field.
 */
export function givenFieldsMetadata(given: GivenFields, timeZone: string): Partial<ArticleMetadata> {
  if (Object.keys(given).length === 0) return {};
  const readers = { html: () => NO_ARTICLE, markdown: () => NO_ARTICLE };
  const { metadata } = articleFromJson(JSON.stringify({ html: '-', ...given }), readers, timeZone);
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
}
