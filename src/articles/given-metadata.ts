import { type Article, type ArticleMetadata, NO_METADATA } from './article.ts';
import { articleFromJson } from './submissions/json.ts';

/** What a sender may say of an article beside its bytes, named as the fields of a JSON submission. */
export const GIVEN_FIELDS = ['title', 'url', 'source', 'author', 'publishedAt', 'externalId'] as const;
export type GivenFields = Readonly<Partial<Record<(typeof GIVEN_FIELDS)[number], string>>>;

const NO_ARTICLE: Article = { format: 'html', metadata: NO_METADATA, frontMatter: '', body: '' };

/**
 * Returns what is given beside the bytes of an article, checked exactly as the fields of a JSON submission are. It outweighs what the
 * text says of itself. Fields that are not given are left out.
 *
 * @param timeZone the zone of a date that names none.
 * @throws AppError `invalid_article` that names every field at fault.
 */
export function givenFieldsMetadata(given: GivenFields, timeZone: string): Partial<ArticleMetadata> {
  if (Object.keys(given).length === 0) return {};
  const readers = { html: () => NO_ARTICLE, markdown: () => NO_ARTICLE };
  const { metadata } = articleFromJson(JSON.stringify({ html: '-', ...given }), readers, timeZone);
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
}
