import { MIMEType } from 'node:util';
import type { Request } from 'express';
import { AppError } from '../errors.ts';

/** The media type of what was submitted, without parameters. @throws AppError `unsupported_media_type`, also for a charset other than UTF-8. */
export function mediaTypeOf(request: Request): string {
  const header = request.get('Content-Type');
  if (header === undefined) return '';
  const type = parseType(header);
  const charset = type.params.get('charset')?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') {
    throw new AppError(
      'unsupported_media_type',
      `The charset ${charset.slice(0, 32)} is not supported: send UTF-8`,
    );
  }
  return type.essence;
}

function parseType(header: string): MIMEType {
  try {
    return new MIMEType(header);
  } catch (cause) {
    throw new AppError('unsupported_media_type', 'The Content-Type is no media type', { cause });
  }
}

/** What was submitted, inflated. */
export function bytesOf({ body }: Request): Uint8Array {
  // The body parser leaves an object where a request had no body.
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
