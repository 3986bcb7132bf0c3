import { AppError } from '../errors.ts';
import { decodeText } from './decode-text.ts';
import type { FeedItem } from './feed-item.ts';
import { itemsOfJsonFeed } from './submissions/json-feed.ts';
import { itemsOfXmlFeed } from './submissions/xml-feed.ts';

/** How each media type of a feed is read. Which vocabulary an XML document has, its root tells better than its type. */
const READERS: Readonly<Record<string, (text: string) => Generator<readonly FeedItem[], void, undefined>>> = {
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
 * The door for feeds: bytes in, items out, some at a time (or none), so that between them others can be served.
 *
 * @param mediaType one of {@link FEED_TYPES}.
 * @param charset that the media type names; undefined: the document may name it, else it is UTF-8.
 * @throws AppError `invalid_request` (no feed, not of the charset), `unsupported_media_type` (the charset).
 */
export function itemsOfFeed(
  mediaType: string,
  bytes: Uint8Array,
  charset?: string,
): Generator<readonly FeedItem[], void, undefined> {
  const read = Object.hasOwn(READERS, mediaType) ? READERS[mediaType] : undefined;
  if (!read) throw new AppError('unsupported_media_type', `Feeds are taken as ${FEED_TYPES.join(', ')}`);
  return read(decodeText(bytes, charset, read === itemsOfXmlFeed ? 'xml' : 'none'));
}
