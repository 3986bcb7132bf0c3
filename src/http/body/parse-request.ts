import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import type { Request } from 'express';
import type { Submission } from '../../articles/article.ts';
import type { GivenFields } from '../../articles/given-metadata.ts';
import { FEED_TYPES } from '../../articles/parse-feed.ts';
import { parseSubmission } from '../../articles/parse-submission.ts';
import { LINE_TYPES } from '../../articles/submissions/ndjson.ts';
import { AppError } from '../../errors.ts';
import { inTurn } from './heavy-work.ts';

/**
 * Returns the media type of the submission, without parameters. @throws AppError
 * `unsupported_media_type`.
 */
export function mediaTypeOf(request: Request): string {
  const header = request.get('Content-Type');
  return header === undefined ? '' : parseType(header).essence;
}

/** Returns the charset that the media type names. @throws AppError `unsupported_media_type`. */
export function charsetOf(request: Request): string | undefined {
  const header = request.get('Content-Type');
  return header === undefined ? undefined : (parseType(header).params.get('charset') ?? undefined);
}

const MANY_TYPES: readonly string[] = [...LINE_TYPES, ...FEED_TYPES];

/**
 * Whether a request submits many articles at once. Their body must not be read as a whole before it
 * is looked at.
 */
export function isBulk({ headers }: IncomingMessage): boolean {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return MANY_TYPES.includes(type.trim().toLowerCase());
}

/**
 * Parses the article that a request submits.
 *
 * @param timeZone the zone of dates that name none.
 * @throws AppError as {@link parseSubmission} does.
 */
export async function parseRequest(request: Request, timeZone: string): Promise<Submission> {
  const [type, bytes, charset] = [mediaTypeOf(request), bytesOf(request), charsetOf(request)];
  const given = givenFieldsOf(request);
  return await inTurn(bytes.length, () => parseSubmission(type, bytes, charset, timeZone, given));
}

/**
 * Returns what the query says about the article in the body. The parameters were checked before.
 */
export function givenFieldsOf({ query }: Request): GivenFields {
  return query as GivenFields;
}

function parseType(header: string): MIMEType {
  try {
    return new MIMEType(header);
  } catch (cause) {
    throw new AppError('unsupported_media_type', 'The Content-Type is not a media type', { cause });
  }
}

/** Returns the submitted bytes, decompressed. */
function bytesOf({ body }: Request): Uint8Array {
  // The body parser leaves an object where a request had no body.
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
