import { AppError } from '../errors.ts';
import { decodeLeniently } from './decode-text.ts';
import type { FeedItem, FeedReading } from './feed-item.ts';
import { CHINA } from './read-date.ts';
import { itemsOfJsonFeed } from './submissions/json-feed.ts';
import { itemsOfXmlFeed } from './submissions/xml-feed.ts';

/**
 * How to read each media type of a feed. The root of an XML document shows its vocabulary better
 * than its media type.
 */
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

/** The media types that {@link itemsOfFeed} accepts. */
export const FEED_TYPES: readonly string[] = Object.keys(READERS);

/**
 * Reads a feed, some items (or none) at a time, so that others can be served in between. A byte
 * that is invalid in the charset costs only its item, unless so many are invalid that the charset
 * must be wrong.
 *
 * @param mediaType one of {@link FEED_TYPES}.
 * @param charset the charset that the media type names. By default the document may declare it, or
 * it is UTF-8.
 * @param timeZone the zone of dates without a zone.
 * @throws AppError `invalid_request` (not a feed, or invalid in its charset),
 * `unsupported_media_type` (the charset).
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
