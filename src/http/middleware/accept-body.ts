import type { NextFunction, Request, Response } from 'express';
import { GIVEN_FIELDS } from '../../articles/given-metadata.ts';
import { FEED_TYPES } from '../../articles/parse-feed.ts';
import { RAW_TYPES } from '../../articles/parse-submission.ts';
import { LINE_TYPES } from '../../articles/submissions/ndjson.ts';
import { AppError } from '../../errors.ts';
import { mediaTypeOf } from '../body/parse-request.ts';
import { parameterError } from './query-parameters.ts';

const ENCODINGS = ['gzip', 'br', 'deflate'];
const MANY_TYPES: readonly string[] = [...LINE_TYPES, ...FEED_TYPES];

/**
 * Returns middleware that checks media type, encoding and parameters of a submission before its
 * body is read. A refusal names every accepted type, also in `Accept-Post`, and every accepted
 * encoding in `Accept-Encoding` (RFC 9110, 15.5.16).
 */
export function acceptBody(types: readonly string[]) {
  const one = types.filter((type) => !MANY_TYPES.includes(type));
  const many =
    one.length === types.length
      ? ''
      : `, or many as lines (${LINE_TYPES.join(', ')}) or as a feed (${FEED_TYPES.join(', ')})`;
  return function accept(request: Request, response: Response, next: NextFunction): void {
    const type = mediaTypeOf(request);
    if (!types.includes(type)) {
      response.set('Accept-Post', types.join(', '));
      const given = type === '' ? 'A body without Content-Type' : type;
      throw new AppError(
        'unsupported_media_type',
        `${given} is not accepted. Send an article as ${one.join(', ')}${many}.`,
      );
    }
    acceptEncoding(request, response);
    refuseParametersOfOthers(request, type);
    next();
  };
}

/** `x-gzip` is `gzip` (RFC 9110, 8.4.1.3). Readers of the body see only `gzip`. */
function acceptEncoding(request: Request, response: Response): void {
  const encoding = (request.get('Content-Encoding') ?? 'identity').trim().toLowerCase();
  const known = encoding === 'x-gzip' ? 'gzip' : encoding;
  if (known !== 'identity' && !ENCODINGS.includes(known)) {
    response.set('Accept-Encoding', ENCODINGS.join(', '));
    throw new AppError(
      'unsupported_media_type',
      'The Content-Encoding is not supported: use gzip, br or deflate, or send the body as it is',
    );
  }
  request.headers['content-encoding'] = known;
}

/**
 * JSON and NDJSON have fields for all of this. A feed names its articles, but may not know under
 * which name its site is known here.
 */
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
  if (faults.length > 0) throw parameterError(faults, allowed);
}
