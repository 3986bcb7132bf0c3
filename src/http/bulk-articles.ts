import { setImmediate } from 'node:timers/promises';
import type { Request } from 'express';
import type { Article, ArticleMetadata, Submission } from '../articles/article.ts';
import type { FeedItem, ItemName } from '../articles/feed-item.ts';
import { givenFieldsMetadata } from '../articles/given-metadata.ts';
import { outweighedBy } from '../articles/metadata-fields.ts';
import { itemsOfFeed } from '../articles/parse-feed.ts';
import { checkedArticle, parseSubmission } from '../articles/parse-submission.ts';
import { type Line, linesOf } from '../articles/submissions/ndjson.ts';
import { AppError } from '../errors.ts';
import { inflatedBody, wholeBody } from './inflated.ts';
import { charsetOf, givenFieldsOf } from './submitted.ts';

export const NDJSON = 'application/x-ndjson';

/** How many times `MAX_BODY_BYTES` a feed may have, inflated: it is read as a whole, unlike NDJSON. */
const FEED_FACTOR = 4;

/** One article of many, at its number in the submission. */
export interface Numbered {
  readonly line: number;
  /** @throws AppError: why it is none. */
  readonly article: () => Submission;
  /** How much of the memory it takes, about. */
  readonly bytes: number;
  /** What a feed calls it. */
  readonly name?: ItemName;
}

export interface BulkOptions {
  readonly maxBodyBytes: number;
  /** The zone of dates that name none (IANA). */
  readonly timeZone: string;
}

/** @throws AppError `unsupported_media_type`. */
export function articlesOfLines(request: Request, options: BulkOptions): AsyncIterable<Numbered> {
  const charset = charsetOf(request)?.toLowerCase() ?? 'utf-8';
  // Where a line ends must be told before it is decoded.
  if (!/^(?:utf-?8|(?:us-)?ascii)$/.test(charset)) {
    const detail = `NDJSON in ${charset.slice(0, 32)} is not supported: send UTF-8`;
    throw new AppError('unsupported_media_type', detail);
  }
  return ofLines(linesOf(inflatedBody(request), options.maxBodyBytes), options);
}

async function* ofLines(
  lines: AsyncIterable<Line>,
  { maxBodyBytes, timeZone }: BulkOptions,
): AsyncGenerator<Numbered, void, undefined> {
  for await (const { line, bytes } of lines) {
    const article = (): Submission => {
      if (bytes) return parseSubmission('application/json', bytes, undefined, timeZone);
      throw tooLarge(maxBodyBytes);
    };
    yield { line, article, bytes: bytes?.length ?? 0 };
  }
}

/** Reads the beginning of a feed at once, so that a document that is none is refused as a whole. @throws AppError as {@link itemsOfFeed} does. */
export async function articlesOfFeed(
  type: string,
  request: Request,
  { maxBodyBytes, timeZone }: BulkOptions,
): Promise<AsyncIterable<Numbered>> {
  const bytes = await wholeBody(inflatedBody(request), FEED_FACTOR * maxBodyBytes);
  const given = givenFieldsMetadata(givenFieldsOf(request), timeZone);
  const batches = itemsOfFeed(type, bytes, charsetOf(request), timeZone);
  return ofItems(batches.next(), batches, given, maxBodyBytes);
}

async function* ofItems(
  first: IteratorResult<readonly FeedItem[], void>,
  batches: Iterator<readonly FeedItem[], void>,
  given: Partial<ArticleMetadata>,
  maxBodyBytes: number,
): AsyncGenerator<Numbered, void, undefined> {
  for (let next = first; !next.done; next = batches.next()) {
    for (const { number, article, name } of next.value) {
      yield { line: number, article: () => ofItem(article, given, maxBodyBytes), bytes: 0, name };
    }
    await setImmediate();
  }
}

function ofItem(
  article: FeedItem['article'],
  given: Partial<ArticleMetadata>,
  maxBodyBytes: number,
): Article {
  if (article instanceof AppError) throw article;
  if (Buffer.byteLength(article.body) > maxBodyBytes) throw tooLarge(maxBodyBytes);
  return checkedArticle(outweighedBy(article, given));
}

function tooLarge(maxBodyBytes: number): AppError {
  return new AppError('article_too_large', `An article may have ${maxBodyBytes} bytes`);
}
