import { setImmediate } from 'node:timers/promises';
import type { Request } from 'express';
import type { Article, ArticleMetadata, Submission } from '../../articles/article.ts';
import type { FeedItem, ItemName } from '../../articles/feed-item.ts';
import { givenFieldsMetadata } from '../../articles/given-metadata.ts';
import { outweighedBy } from '../../articles/metadata-fields.ts';
import { itemsOfFeed } from '../../articles/parse-feed.ts';
import { checkedArticle, parseSubmission } from '../../articles/parse-submission.ts';
import { linesOf } from '../../articles/submissions/ndjson.ts';
import { AppError } from '../../errors.ts';
import { holdOf, SMALL_BYTES, type Transfer } from '../body/byte-budget.ts';
import { decompressBody, readWholeBody } from '../body/decompress-body.ts';
import { inTurn } from '../body/heavy-work.ts';
import { charsetOf, givenFieldsOf } from '../body/parse-request.ts';

export const NDJSON = 'application/x-ndjson';

/**
 * A decompressed feed may have this many times `MAX_BODY_BYTES`. Unlike NDJSON, it is read as a
 * whole.
 */
const FEED_FACTOR = 4;

/** One article of a bulk submission. */
export interface Numbered {
  readonly line: number;
  /** Parses the article. @throws AppError if it is not an article. */
  readonly article: () => Submission;
  /** About how much memory it takes. */
  readonly bytes: number;
  /** The name that the feed gives it. */
  readonly name?: ItemName;
  /** Call this when the article is answered and its bytes are no longer needed. */
  readonly release: () => void;
}

export interface BulkOptions {
  readonly maxBodyBytes: number;
  /** The zone of dates that name none (IANA). */
  readonly timeZone: string;
}

/** Reads until `signal` is aborted. @throws AppError `unsupported_media_type`. */
export function articlesOfLines(
  request: Request,
  options: BulkOptions,
  signal: AbortSignal,
): AsyncIterable<Numbered> {
  const charset = charsetOf(request)?.toLowerCase() ?? 'utf-8';
  // The end of a line must be known before the line is decoded.
  if (!/^(?:utf-?8|(?:us-)?ascii)$/.test(charset)) {
    const detail = `NDJSON in ${charset.slice(0, 32)} is not supported: send UTF-8`;
    throw new AppError('unsupported_media_type', detail);
  }
  const ending = new AbortController();
  signal.addEventListener('abort', () => ending.abort(signal.reason), { once: true });
  return ofLines(request, options, decompressBody(request, ending.signal), ending);
}

async function* ofLines(
  request: Request,
  { maxBodyBytes, timeZone }: BulkOptions,
  chunks: AsyncIterable<Uint8Array>,
  ending: AbortController,
): AsyncGenerator<Numbered, void, undefined> {
  const hold = holdOf(request);
  let [unfinished, inFlight] = [0, 0];
  const count = (): void => {
    hold.set(unfinished + inFlight);
    // A stream may be idle for long, unless it holds many bytes.
    hold.waitFor(unfinished > SMALL_BYTES ? transfer : undefined);
  };
  const transfer: Transfer = {
    transferred: () => request.socket.bytesRead,
    end: (reason) => ending.abort(reason),
  };
  const onBuffered = (bytes: number): void => {
    unfinished = bytes;
    count();
  };
  for await (const { line, bytes } of linesOf(chunks, { maxBytes: maxBodyBytes, onBuffered })) {
    const size = bytes?.length ?? 0;
    const article = (): Submission => {
      if (bytes) return parseSubmission('application/json', bytes, undefined, timeZone);
      throw tooLarge(maxBodyBytes);
    };
    inFlight += size;
    const release = (): void => {
      inFlight -= size;
      hold.set(unfinished + inFlight);
    };
    yield { line, article, bytes: size, release };
  }
}

/**
 * Reads the beginning of a feed immediately, so that a document that is not a feed is refused as a
 * whole.
 * @throws AppError as {@link itemsOfFeed} does.
 */
export async function articlesOfFeed(
  type: string,
  request: Request,
  { maxBodyBytes, timeZone }: BulkOptions,
): Promise<AsyncIterable<Numbered>> {
  const maxBytes = FEED_FACTOR * maxBodyBytes;
  const tooLarge = `A feed may have at most ${maxBytes} bytes`;
  const given = givenFieldsMetadata(givenFieldsOf(request), timeZone);
  const bytes = await readWholeBody(request, { maxBytes, hold: holdOf(request), tooLarge });
  const charset = charsetOf(request);
  const { first, batches } = await inTurn(bytes.length, () => {
    const batches = itemsOfFeed(type, bytes, charset, timeZone);
    return { first: batches.next(), batches };
  });
  return ofItems(first, batches, given, maxBodyBytes);
}

async function* ofItems(
  first: IteratorResult<readonly FeedItem[], void>,
  batches: Iterator<readonly FeedItem[], void>,
  given: Partial<ArticleMetadata>,
  maxBodyBytes: number,
): AsyncGenerator<Numbered, void, undefined> {
  for (let next = first; !next.done; next = batches.next()) {
    for (const { number, article, name } of next.value) {
      const read = () => ofItem(article, given, maxBodyBytes);
      yield { line: number, article: read, bytes: 0, name, release: nothing };
    }
    await setImmediate();
  }
}

const nothing = (): void => {};

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
  return new AppError('article_too_large', `An article may have at most ${maxBodyBytes} bytes`);
}
