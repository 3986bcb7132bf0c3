import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Request } from 'express';
import { AppError } from '../errors.ts';

const INFLATERS: Readonly<Record<string, () => Transform & { readonly bytesWritten: number }>> = {
  gzip: createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
};

/**
 * From here on what inflates to more than {@link MOST_INFLATION} times its size is no text but a bomb: articles deflate to a
 * tenth, and the same one a hundred times over to a few hundredths of that.
 */
const LEAST_BOMB_BYTES = 64 * 1024 * 1024;
const MOST_INFLATION = 300;

/**
 * The body of a request as a stream, inflated, read no faster than it is taken.
 * @throws AppError at once `unsupported_media_type`, while it is read `invalid_request`.
 */
export function inflatedBody(request: Request): AsyncIterable<Uint8Array> {
  const encoding = (request.get('Content-Encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return readable(request);
  const create = Object.hasOwn(INFLATERS, encoding) ? INFLATERS[encoding] : undefined;
  if (!create) {
    throw new AppError(
      'unsupported_media_type',
      'The Content-Encoding is not supported: gzip, br and deflate are',
    );
  }
  const inflater = create();
  pipeline(request, inflater, () => {
    // Whoever reads the inflater is told of what went wrong.
  });
  return readable(inflater, inflater);
}

async function* readable(
  chunks: AsyncIterable<Uint8Array>,
  inflater?: { readonly bytesWritten: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  try {
    for await (const chunk of chunks) {
      length += chunk.length;
      if (inflater && length > LEAST_BOMB_BYTES && length > MOST_INFLATION * inflater.bytesWritten) {
        throw new AppError('invalid_request', 'The body inflates to too much');
      }
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalid_request', 'The body breaks off or cannot be inflated', { cause });
  }
}

/** A whole body of `maxBytes` inflated or less. @throws AppError `article_too_large`. */
export async function wholeBody(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) throw new AppError('article_too_large', `A feed may have ${maxBytes} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
