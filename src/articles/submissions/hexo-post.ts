import { type Article, NO_METADATA } from '../article.ts';
import { foundMetadata, singleLine } from '../found-metadata.ts';
import { fieldsOf, frontMatterOf, withoutTickers } from '../front-matter.ts';
import { CHINA } from '../read-date.ts';
import type { Fields } from '../yaml-fields.ts';

/**
 * Reads a Hexo post: front matter, then the body, which starts on the next line. A text without
 * front matter is all body. What tickerspan added to a post is removed and not read.
 *
 * @param timeZone the zone of dates without a zone.
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

/** The names of each field in different generators, in any case. The first one in a post counts. */
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
    // The template step of generators writes every brace as an entity, also in the front matter.
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
