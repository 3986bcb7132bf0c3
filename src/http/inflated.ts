import { finished, PassThrough, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Request } from 'express';
import { AppError } from '../errors.ts';
import type { ByteHold } from './byte-budget.ts';
import { discardBody, paceReading } from './paced-reading.ts';

interface Inflater extends Transform {
  /** How many bytes it has read. */
  readonly bytesWritten: number;
}

const INFLATERS: Readonly<Record<string, () => Inflater>> = {
  gzip: createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
};

/**
 * What inflates to more than {@link MIN_BOMB_BYTES} and more than {@link MAX_INFLATION} times its size is a bomb: articles deflate to
 * a tenth, and the same one a hundred times over to a few hundredths of that.
 */
const MIN_BOMB_BYTES = 1024 * 1024;
const MAX_INFLATION = 300;

/**
 * The body of a request as a stream, inflated, read no faster than its reader takes it. When the reader stops, or `signal` is
 * aborted, no more is inflated and the rest of the body is discarded as it comes; the connection stays open for the answer.
 *
 * @throws AppError at once `unsupported_media_type`; while it is read `invalid_request`, or the reason of `signal`.
 */
export function inflatedBody(request: Request, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const inflater = inflaterOf(request);
  return chunksOf(request, inflater ?? new PassThrough(), inflater, signal);
}

/** @throws AppError `unsupported_media_type`. */
function inflaterOf(request: Request): Inflater | undefined {
  const encoding = (request.get('Content-Encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return undefined;
  const create = Object.hasOwn(INFLATERS, encoding) ? INFLATERS[encoding] : undefined;
  if (create) return create();
  const detail = 'The Content-Encoding is not supported: gzip, br and deflate are';
  throw new AppError('unsupported_media_type', detail);
}

async function* chunksOf(
  request: Request,
  source: Transform,
  inflater: Inflater | undefined,
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
      if (inflater && isBomb(length, inflater.bytesWritten)) throw inflatesTooMuch();
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

function isBomb(inflated: number, read: number): boolean {
  return inflated > MIN_BOMB_BYTES && inflated > MAX_INFLATION * read;
}

function inflatesTooMuch(): AppError {
  return new AppError('invalid_request', 'The body inflates to too much');
}

export interface WholeBodyOptions {
  /** The most that it may inflate to. */
  readonly maxBytes: number;
  /** Counts its bytes. */
  readonly hold: ByteHold;
  /** Said of a body with more bytes. */
  readonly tooLarge: string;
}

/**
 * Reads a whole body, inflated. Its bytes stay counted in `hold`; a client that stalls on the way is ended.
 *
 * @throws AppError `article_too_large`, `unsupported_media_type`, `invalid_request` (it breaks off, cannot be inflated, comes too
 *   slowly), `overloaded`. What is left of the body is discarded then, as it comes.
 */
export function wholeBody(request: Request, { maxBytes, hold, tooLarge }: WholeBodyOptions): Promise<Buffer> {
  const inflater = inflaterOf(request);
  const source = inflater ? request.pipe(inflater) : request;
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      hold.waitFor(undefined);
      source.off('data', take);
      source.off('end', end);
      unwatch();
      // The pace of a body that is not compressed is set already.
      if (!inflater) request.resume();
      else {
        request.unpipe(inflater);
        // Errors that come late concern nobody any more.
        inflater.on('error', () => {}).destroy();
        discardBody(request);
      }
    };
    const refuse = (reason: AppError): void => {
      stop();
      // The stack of an error keeps these closures alive until the request ends, which its client decides.
      chunks.length = 0;
      reject(reason);
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      try {
        if (length > maxBytes) throw new AppError('article_too_large', tooLarge);
        if (inflater && isBomb(length, inflater.bytesWritten)) throw inflatesTooMuch();
        hold.add(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        refuse(error as AppError);
      }
    };
    const end = (): void => {
      stop();
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length));
    };
    const unwatchInflater = inflater && finished(inflater, (cause) => cause && fail(cause));
    const unwatchRequest = finished(request, { writable: false }, (cause) => cause && fail(cause));
    const unwatch = (): void => {
      unwatchInflater?.();
      unwatchRequest();
    };
    const fail = (cause: Error): void =>
      refuse(new AppError('invalid_request', 'The body breaks off or cannot be decoded', { cause }));
    const { socket } = request;
    hold.waitFor({ transferred: () => socket.bytesRead, end: refuse });
    source.on('data', take).on('end', end);
    if (!inflater) paceReading(request);
  });
}
