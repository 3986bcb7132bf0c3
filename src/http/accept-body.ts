import type { NextFunction, Request, Response } from 'express';
import { GIVEN_FIELDS } from '../articles/given-metadata.ts';
import { FEED_TYPES } from '../articles/parse-feed.ts';
import { RAW_TYPES, SUBMISSION_TYPES } from '../articles/parse-submission.ts';
import { LINE_TYPES } from '../articles/submissions/ndjson.ts';
import { AppError } from '../errors.ts';
import { mediaTypeOf } from './parse-request.ts';
import { refusal } from './query-parameters.ts';

const ENCODINGS = ['gzip', 'br', 'deflate'];

/** Which forms of a submission a route takes. */
export type Forms = 'one' | 'one or many';

const MANY_TYPES = [...LINE_TYPES, ...FEED_TYPES];

/**
 * Makes the middleware that looks at the media type, the encoding and the parameters of a submission before its body is read. A
 * refusal names every type that is taken, also in `Accept-Post`, and for an encoding in `Accept-Encoding` (RFC 9110, 15.5.16).
 */
export function acceptBody(forms: Forms) {
  const taken = forms === 'one' ? SUBMISSION_TYPES : [...SUBMISSION_TYPES, ...MANY_TYPES];
  return function accept(request: Request, response: Response, next: NextFunction): void {
    const type = mediaTypeOf(request);
    if (!taken.includes(type)) {
      response.set('Accept-Post', taken.join(', '));
      const many = `; many as lines: ${LINE_TYPES.join(', ')}; or as a feed: ${FEED_TYPES.join(', ')}`;
      throw new AppError(
        'unsupported_media_type',
        `Articles are taken as ${SUBMISSION_TYPES.join(', ')}${forms === 'one' ? '' : many}. Not taken: ${type || 'a body without Content-Type'}`,
      );
    }
    acceptEncoding(request, response);
    refuseParametersOfOthers(request, type);
    next();
  };
}

/** `x-gzip` is `gzip` (RFC 9110, 8.4.1.3); whoever reads the body knows one name. */
function acceptEncoding(request: Request, response: Response): void {
  const encoding = (request.get('Content-Encoding') ?? 'identity').trim().toLowerCase();
  const known = encoding === 'x-gzip' ? 'gzip' : encoding;
  if (known !== 'identity' && !ENCODINGS.includes(known)) {
    response.set('Accept-Encoding', ENCODINGS.join(', '));
    throw new AppError(
      'unsupported_media_type',
      'The Content-Encoding is not supported: gzip, br and deflate are',
    );
  }
  request.headers['content-encoding'] = known;
}

/** JSON and lines say everything themselves; a feed names the articles, but it may not know by what name its site is known here. */
function refuseParametersOfOthers({ query }: Request, type: string): void {
  const allowed: readonly string[] = RAW_TYPES.includes(type)
    ? GIVEN_FIELDS
    : FEED_TYPES.includes(type)
      ? ['source']
      : [];
  const detail = allowed.length === 0 ? 'Send it as a field of the JSON' : 'Each item has its own';
  const faults = Object.keys(query)
    .filter((name) => !allowed.includes(name))
    .map((name) => ({ pointer: `/${name}`, detail }));
  if (faults.length > 0) throw refusal(faults, allowed);
}
