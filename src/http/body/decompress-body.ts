import { finished, PassThrough, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Request } from 'express';
import { AppError } from '../../errors.ts';
import type { ByteHold } from './byte-budget.ts';
import { inTurn } from './heavy-work.ts';
import { discardBody, paceReading } from './paced-reading.ts';

interface Decompressor extends Transform {
  /** How many compressed bytes it has read. */
  readonly bytesWritten: number;
}

const DECOMPRESSORS: Readonly<Record<string, () => Decompressor>> = {
  gzip: createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
};

/**
 * A body that decompresses to more than {@link MIN_BOMB_BYTES} and to more than {@link
 * MAX_EXPANSION} times its size is a bomb. Articles compress to a tenth, and one article repeated a
 * hundred times to a few hundredths of that.
 */
const MIN_BOMB_BYTES = 1024 * 1024;
const MAX_EXPANSION = 300;

/**
 * Streams the decompressed body of a request, no faster than its consumer reads. When the consumer
 * stops, or `signal` aborts, decompression stops and the rest of the body is discarded as it
 * arrives; the connection stays open for the answer.
 *
 * @throws AppError at once `unsupported_media_type`; while it is read `invalid_request`, or the
 * reason of `signal`.
 */
export function decompressBody(request: Request, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const decompressor = decompressorOf(request);
  return chunksOf(request, decompressor ?? new PassThrough(), decompressor, signal);
}

/** @throws AppError `unsupported_media_type`. */
function decompressorOf(request: Request): Decompressor | undefined {
  const encoding = (request.get('Content-Encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return undefined;
  const create = Object.hasOwn(DECOMPRESSORS, encoding) ? DECOMPRESSORS[encoding] : undefined;
  if (create) return create();
  const detail = 'The Content-Encoding is not supported: use gzip, br or deflate';
  throw new AppError('unsupported_media_type', detail);
}

async function* chunksOf(
  request: Request,
  source: Transform,
  decompressor: Decompressor | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const abort = (): void => void source.destroy(reasonOf(signal));
  let length = 0;
  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', abort, { once: true });
    finished(request, { writable: false }, (error) => {
      if (error) source.destroy(error);
    });
    request.pipe(source);
    for await (const chunk of source) {
      length += chunk.length;
      if (decompressor && isBomb(length, decompressor.bytesWritten)) throw decompressesTooMuch();
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalid_request', 'The body breaks off or cannot be decoded', { cause });
  } finally {
    signal.removeEventListener('abort', abort);
    request.unpipe(source);
    discardBody(request);
    source.destroy();
  }
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function isBomb(decompressed: number, read: number): boolean {
  return decompressed > MIN_BOMB_BYTES && decompressed > MAX_EXPANSION * read;
}

function decompressesTooMuch(): AppError {
  return new AppError('invalid_request', 'The decompressed body is too large');
}

export interface WholeBodyOptions {
  /** The maximum size after decompression. */
  readonly maxBytes: number;
  /** Counts the bytes. */
  readonly hold: ByteHold;
  /** The message if a body has more bytes. */
  readonly tooLarge: string;
}

/**
 * Reads and decompresses a whole body. Its bytes stay counted in `hold`. A client that stalls is
 * disconnected.
 *
 * @throws AppError `article_too_large`, `unsupported_media_type`, `overloaded`, or
 * `invalid_request` if the body breaks off, cannot be decompressed, or comes too slowly. Then the
 * rest of the body is discarded as it arrives.
 */
export function readWholeBody(
  request: Request,
  { maxBytes, hold, tooLarge }: WholeBodyOptions,
): Promise<Buffer> {
  const decompressor = decompressorOf(request);
  const source = decompressor ? request.pipe(decompressor) : request;
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      hold.waitFor(undefined);
      source.off('data', take);
      source.off('end', end);
      unwatch();
      // An uncompressed body is paced already.
      if (!decompressor) request.resume();
      else {
        request.unpipe(decompressor);
        // Late errors concern nobody.
        decompressor.on('error', () => {}).destroy();
        discardBody(request);
      }
    };
    const refuse = (reason: AppError): void => {
      stop();
      // The stack of an error keeps these closures alive until the client ends the request.
      chunks.length = 0;
      reject(reason);
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      try {
        if (length > maxBytes) throw new AppError('article_too_large', tooLarge);
        if (decompressor && isBomb(length, decompressor.bytesWritten)) throw decompressesTooMuch();
        hold.add(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        refuse(error as AppError);
      }
    };
    const end = (): void => {
      stop();
      const [only] = chunks;
      resolve(chunks.length === 1 && only ? only : inTurn(length, () => Buffer.concat(chunks, length)));
    };
    const unwatchDecompressor = decompressor && finished(decompressor, (cause) => cause && fail(cause));
    const unwatchRequest = finished(request, { writable: false }, (cause) => cause && fail(cause));
    const unwatch = (): void => {
      unwatchDecompressor?.();
      unwatchRequest();
    };
    const fail = (cause: Error): void =>
      refuse(new AppError('invalid_request', 'The body breaks off or cannot be decoded', { cause }));
    const { socket } = request;
    hold.waitFor({ transferred: () => socket.bytesRead, end: refuse });
    source.on('data', take).on('end', end);
    if (!decompressor) paceReading(request);
  });
}
