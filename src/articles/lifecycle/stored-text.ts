import { promisify } from 'node:util';
import { deflateRaw, inflateRaw, type ZlibOptions } from 'node:zlib';

// Level 1 saves nine tenths of what the default level saves, in a third of its time. zlib runs
// outside the event loop's thread.
const COMPRESSION = { level: 1 } as const;
const deflate = promisify<string, { level: number }, Buffer>(deflateRaw);
const inflate = promisify<Buffer, ZlibOptions, Buffer>(inflateRaw);

export async function compressText(text: string): Promise<Buffer> {
  return await deflate(text, COMPRESSION);
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
