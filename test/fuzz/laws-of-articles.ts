import type { Article, ArticleMetadata } from '../../src/articles/article.ts';
import { AppError } from '../../src/errors.ts';
import { law, magnitude } from './target.ts';

/**
 * Calls an entry point. Returns its result, or the code if it refused the input. Any other error is
 * a fault.
 */
export function admitted<T>(door: () => T): T | string {
  try {
    return door();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    law(error.message.length <= 1000, 'the message of a refusal is short');
    law(error.faults.length <= 21, 'a refusal lists at most 20 faults and the number of the others');
    return error.code;
  }
}

/** Checks the laws of every accepted article. Returns the parts that the article has. */
export function checkArticle({ metadata, frontMatter, body }: Article): string {
  law(body.trim() !== '', 'an article has text');
  law(body.isWellFormed() && frontMatter.isWellFormed(), 'a text can be written as UTF-8');
  checkMetadata(metadata);
  const known = Object.entries(metadata).flatMap(([name, value]) => (value === null ? [] : [name]));
  return `${known.join()} front matter ${magnitude(frontMatter.split('\n').length - 1)}`;
}

const MAX_METADATA_LENGTH = 2048;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the law forbids exactly these.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

function checkMetadata(metadata: ArticleMetadata): void {
  for (const value of Object.values(metadata)) {
    if (value === null) continue;
    law(typeof value === 'string' && value.isWellFormed(), 'metadata is well-formed text');
    law(value.trim() !== '' && value.length <= MAX_METADATA_LENGTH, 'metadata is neither empty nor long');
    law(!CONTROL.test(value), 'metadata has no control characters');
  }
  const { url, publishedAt } = metadata;
  law(url === null || /^https?:/i.test(url), 'the address of an article is a web address');
  if (publishedAt === null) return;
  const year = new Date(publishedAt).getUTCFullYear();
  law(new Date(publishedAt).toISOString() === publishedAt, 'a date is ISO 8601 in UTC');
  law(year >= 1899 && year <= 2101, 'a date is between 1900 and 2100');
}
