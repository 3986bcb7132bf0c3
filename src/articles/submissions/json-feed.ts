import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { type FeedItem, htmlOfText } from '../feed-item.ts';
import { foundMetadata } from '../found-metadata.ts';

const authorSchema = z.looseObject({ name: z.string().optional() });

/** What is read of a JSON Feed (jsonfeed.org, 1.0 and 1.1); it may have more. Items are read one by one. */
const feedSchema = z.looseObject({
  version: z.string().startsWith('https://jsonfeed.org/version/1'),
  title: z.string().optional(),
  items: z.array(z.unknown()),
});

const itemSchema = z
  .looseObject({
    // The specification has readers take a number for the text that it is.
    id: z.union([z.string(), z.number().transform(String)]).optional(),
    url: z.string().optional(),
    title: z.string().optional(),
    content_html: z.string().optional(),
    content_text: z.string().optional(),
    date_published: z.string().optional(),
    authors: z.array(authorSchema).optional(),
    author: authorSchema.optional(),
  })
  .refine(({ content_html, content_text }) => content_html !== undefined || content_text !== undefined, {
    error: 'One of content_html and content_text is needed',
  });

/** The items of a JSON Feed, one at a time. @throws AppError `invalid_request`: it is none. */
export function* itemsOfJsonFeed(json: string): Generator<readonly FeedItem[], void, undefined> {
  const feed = feedSchema.safeParse(parseJson(json));
  if (!feed.success) {
    throw new AppError('invalid_request', 'The document is no JSON Feed', {
      faults: feed.error.issues.map(({ path, message }) => ({ pointer: pointerTo(path), detail: message })),
    });
  }
  const { title, items } = feed.data;
  for (const [index, item] of items.entries()) {
    yield [{ number: index + 1, article: articleOf(item, index, title) }];
  }
}

function articleOf(item: unknown, index: number, source: string | undefined): FeedItem['article'] {
  const parsed = itemSchema.safeParse(item);
  if (!parsed.success) {
    return new AppError('invalid_article', 'The item has fields that cannot be taken', {
      faults: parsed.error.issues.map(({ path, message }) => ({
        pointer: pointerTo(['items', index, ...path]),
        detail: message,
      })),
    });
  }
  const { id, url, title, content_html, content_text = '', date_published, authors, author } = parsed.data;
  const metadata = foundMetadata(
    {
      title,
      url: url ?? id,
      source,
      author: (authors?.[0] ?? author)?.name,
      publishedAt: date_published,
      externalId: id,
    },
    'Z',
  );
  return { format: 'html', metadata, frontMatter: '', body: content_html ?? htmlOfText(content_text) };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new AppError('invalid_request', 'The body is not JSON', { cause });
  }
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
