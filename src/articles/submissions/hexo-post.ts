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

/** What generators call each field, in any case; the first that a post has counts. */
const KEYS = {
  title: ['title', '标题'],
  author: ['author', '作者'],
  url: ['url', 'link', '链接'],
  source: ['source', '来源'],
  date: ['date', 'published', 'publishdate', 'published_at', 'pubdate', '发布时间', '日期', '时间'],
} as const;

function metadataOf(fields: Fields, timeZone: string): Pick<Article, 'metadata' | 'warnings'> {
  const texts = new Map<string, string>();
  for (const [key, text] of fields) {
    const name = key.toLowerCase();
    // The generators' template step writes every brace as an entity, in the front matter too.
    const decoded = singleLine(text.replaceAll('&#123;', '{').replaceAll('&#125;', '}'));
    if (decoded !== '' && !texts.has(name)) texts.set(name, decoded);
  }
  const textOf = (field: keyof typeof KEYS): string | undefined =>
    KEYS[field].map((key) => texts.get(key)).find((text) => text !== undefined);
  const author = textOf('author');
  return foundMetadata(
    {
      title: textOf('title'),
      author,
      url: textOf('url'),
      // Such posts name the site as their author.
      source: textOf('source') ?? author,
      publishedAt: textOf('date'),
    },
    timeZone,
  );
}
