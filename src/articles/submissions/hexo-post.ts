import { type Article, NO_METADATA } from '../article.ts';
import { foundMetadata, singleLine } from '../found-metadata.ts';
import { fieldsOf, frontMatterOf, withoutTickers } from '../front-matter.ts';
import { CHINA } from '../read-date.ts';
import type { Fields } from '../yaml-fields.ts';

/**
 * Reads a submitted Hexo post: front matter, then the body, which begins on the line after it. A text without front
 * matter is all body. What tickerspan added when it gave the post back is taken out and not read.
 *
 * @param timeZone the zone of dates that name none.
 */
export function articleFromPost(post: string, timeZone: string = CHINA): Article {
  const found = frontMatterOf(post);
  if (!found) return { format: 'markdown', metadata: NO_METADATA, frontMatter: '', body: post };
  const frontMatter = withoutTickers(post.slice(0, found.end));
  const submitted = frontMatterOf(frontMatter);
  return {
    format: 'markdown',
    ...metadataOf(submitted ? fieldsOf(frontMatter, submitted) : new Map(), timeZone),
    frontMatter,
    body: post.slice(found.end),
  };
}

function metadataOf(fields: Fields, timeZone: string): Pick<Article, 'metadata' | 'warnings'> {
  const textOf = (key: string): string | undefined => {
    const text = fields.get(key);
    // The generators' template step writes every brace as an entity, in the front matter too.
    const decoded =
      text === undefined ? '' : singleLine(text.replaceAll('&#123;', '{').replaceAll('&#125;', '}'));
    return decoded === '' ? undefined : decoded;
  };
  const author = textOf('author');
  return foundMetadata(
    {
      title: textOf('title'),
      author,
      url: textOf('url') ?? textOf('link'),
      // Such posts name the site as their author.
      source: textOf('source') ?? author,
      publishedAt: textOf('date'),
    },
    timeZone,
  );
}
