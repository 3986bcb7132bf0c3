import { z } from 'zod';
import { AppError } from '../../errors.ts';
import {
  damagedItem,
  type FeedItem,
  type FeedReading,
  htmlOfText,
  type ItemName,
  itemName,
} from '../feed-item.ts';
import { firstUsable, foundMetadata } from '../found-metadata.ts';
import { JsonTooComplex, parseJson } from '../parse-json.ts';
import { findDate } from '../read-date.ts';

/** A text. Null and blank count as absent, and a number as the text of its digits. */
const text = z
  .union([z.string(), z.number().transform(String)], { error: 'Expected a text' })
  .nullish()
  .transform((value) => (value?.trim() ? value : undefined));

/** An object with a name. Some generators write only the name. */
const authorSchema = z.union([z.looseObject({ name: text }), text.transform((name) => ({ name }))], {
  error: 'Expected an author with a name',
});

/**
 * What we read of a JSON Feed (jsonfeed.org, 1.0 and 1.1). Other members are allowed. Items are
 * parsed one by one.
 */
const feedSchema = z.looseObject({
  version: z.string().regex(/^https?:\/\/(?:www\.)?jsonfeed\.org\/version\/1/),
  title: text,
  items: z.array(z.unknown()),
});

const itemSchema = z
  .looseObject({
    id: text,
    url: text,
    external_url: text,
    title: text,
    content_html: text,
    content_text: text,
    summary: text,
    date_published: text,
    date_modified: text,
    authors: z.union([z.array(authorSchema), authorSchema.transform((author) => [author])]),
    author: authorSchema,
  })
  .refine((item) => bodyOf(item) !== undefined, {
    error: 'One of content_html, content_text, summary and title is needed',
  });

/**
 * Reads the items of a JSON Feed, one at a time.
 *
 * @throws AppError `invalid_request` if it is not a JSON Feed.
 */
export function* itemsOfJsonFeed(
  json: string,
  reading: FeedReading,
): Generator<readonly FeedItem[], void, undefined> {
  const feed = feedSchema.safeParse(parsedJson(json));
  if (!feed.success) {
    throw new AppError('invalid_request', 'The document is no JSON Feed', {
      faults: feed.error.issues.map(({ path, message }) => ({ pointer: pointerTo(path), detail: message })),
    });
  }
  const { title, items } = feed.data;
  const source = reading.isDamaged && title?.includes('\uFFFD') ? undefined : title;
  for (const [index, item] of items.entries()) {
    yield [{ number: index + 1, article: articleOf(item, index, source, reading), name: nameOf(item) }];
  }
}

function articleOf(
  item: unknown,
  index: number,
  source: string | undefined,
  { timeZone, isDamaged }: FeedReading,
): FeedItem['article'] {
  const parsed = itemSchema.safeParse(item);
  if (!parsed.success) {
    return new AppError('invalid_article', 'The item has invalid fields', {
      faults: parsed.error.issues.map(({ path, message }) => ({
        pointer: pointerTo(['items', index, ...path]),
        detail: message,
      })),
    });
  }
  if (isDamaged && JSON.stringify(item).includes('\uFFFD')) return damagedItem();
  const { id, url, external_url, title, date_published, date_modified, authors, author } = parsed.data;
  const found = foundMetadata(
    {
      title,
      url: url ?? external_url ?? (id?.startsWith('http') ? id : undefined),
      source,
      author: authors.find(({ name }) => name)?.name ?? author.name,
      publishedAt: firstUsable([date_published, date_modified], (date) => findDate(date, timeZone) !== null),
      externalId: id,
    },
    timeZone,
  );
  return { format: 'html', ...found, frontMatter: '', body: bodyOf(parsed.data) ?? '' };
}

type Texts = Readonly<
  Partial<Record<'content_html' | 'content_text' | 'summary' | 'title', string | undefined>>
>;

/** Returns the item's text as HTML. Short messages have only a title. */
function bodyOf({ content_html, content_text, summary, title }: Texts): string | undefined {
  const plain = content_text ?? summary ?? title;
  return content_html ?? (plain === undefined ? undefined : htmlOfText(plain));
}

function nameOf(item: unknown): ItemName {
  if (typeof item !== 'object' || item === null) return {};
  const { id, url } = item as Readonly<Record<string, unknown>>;
  const guid = typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
  return itemName(guid, typeof url === 'string' ? url : undefined);
}

/**
 * A feed of 20 MiB with items of 4 KiB stays below these limits. Parsing up to them takes about 0.1
 * s.
 */
const LIMITS = { maxValues: 250_000, maxDepth: 100 };

function parsedJson(json: string): unknown {
  try {
    return parseJson(json, LIMITS);
  } catch (cause) {
    if (!(cause instanceof JsonTooComplex)) throw cause;
    const detail = `A JSON Feed may have ${LIMITS.maxValues} values and ${LIMITS.maxDepth} levels: send several feeds`;
    throw new AppError('invalid_request', detail, { cause });
  }
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
