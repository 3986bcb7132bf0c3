import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createDeflateRaw, deflateRaw, inflateRaw, type ZlibOptions } from 'node:zlib';
import { slicesOf } from '../slices-of.ts';

// Level 1 saves nine tenths of what the default level saves, in a third of its time. zlib runs
// outside the event loop's thread.
const COMPRESSION = { level: 1 } as const;
const deflate = promisify<string, { level: number }, Buffer>(deflateRaw);
const inflate = promisify<Buffer, ZlibOptions, Buffer>(inflateRaw);

/** Above this, a text is encoded and compressed in slices, and others are served in between. */
const MAX_AT_ONCE = 65_536;

/** Compresses the concatenation of texts. */
export async function compressText(...texts: readonly string[]): Promise<Buffer> {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (length <= MAX_AT_ONCE) return await deflate(texts.join(''), COMPRESSION);
  return await buffer(Readable.from(encoded(texts)).pipe(createDeflateRaw(COMPRESSION)));
}

function* encoded(texts: readonly string[]): Generator<Buffer, void, undefined> {
  for (const text of texts) for (const slice of slicesOf(text)) yield Buffer.from(slice);
}

/**
 * Returns undefined if the text has more than `maxBytes` in UTF-8. It then does not decompress the
 * rest.
 */
export async function decompressText(compressed: Buffer, maxBytes?: number): Promise<string | undefined> {
  const limit = maxBytes === undefined ? {} : { maxOutputLength: maxBytes };
  try {
    return (await inflate(compressed, limit)).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}
