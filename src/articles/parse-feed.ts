import { AppError } from '../errors.ts';
import { decodeLeniently } from './decode-text.ts';
import type { FeedItem, FeedReading } from './feed-item.ts';
import { CHINA } from './read-date.ts';
import { itemsOfJsonFeed } from './submissions/json-feed.ts';
import { itemsOfXmlFeed } from './submissions/xml-feed.ts';

/** How each media type of a feed is read. Which vocabulary an XML document has, its root tells better than its type. */
const READERS: Readonly<
  Record<string, (text: string, reading: FeedReading) => Generator<readonly FeedItem[], void, undefined>>
> = {
  'application/rss+xml': itemsOfXmlFeed,
  'application/atom+xml': itemsOfXmlFeed,
  'application/rdf+xml': itemsOfXmlFeed,
  'application/xml': itemsOfXmlFeed,
  'text/xml': itemsOfXmlFeed,
  'application/feed+json': itemsOfJsonFeed,
};

/** The media types that {@link itemsOfFeed} takes. */
export const FEED_TYPES: readonly string[] = Object.keys(READERS);

/**
 * The door for feeds: bytes in, items out, some at a time (or none), so that between them others can be served. A byte that
 * is not of the charset costs the item that it is in, unless there are so many that the charset must be wrong.
 *
 * @param mediaType one of {@link FEED_TYPES}.
 * @param charset that the media type names; undefined: the document may name it, else it is UTF-8.
 * @param timeZone the zone of dates that name none.
 * @throws AppError `invalid_request` (no feed, not of the charset), `unsupported_media_type` (the charset).
 */
export function itemsOfFeed(
  mediaType: string,
  bytes: Uint8Array,
  charset?: string,
  timeZone: string = CHINA,
): Generator<readonly FeedItem[], void, undefined> {
  const read = Object.hasOwn(READERS, mediaType) ? READERS[mediaType] : undefined;
  if (!read) throw new AppError('unsupported_media_type', `Feeds are taken as ${FEED_TYPES.join(', ')}`);
  const { text, isDamaged } = decodeLeniently(bytes, charset, read === itemsOfXmlFeed ? 'xml' : 'none');
  return read(text, { timeZone, isDamaged });
}
