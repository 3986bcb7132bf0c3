import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { holdOf, SMALL_BYTES } from './body/byte-budget.ts';
import { isBodyOpen } from './middleware/expect-continue.ts';

/** A response as handlers return it. They never touch Express's response. */
export interface Reply {
  readonly status: number;
  /** A list is sent as several headers. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Text, bytes and streams are sent unchanged, and any other object as JSON. */
  readonly body?: object | string | Buffer | Readable;
  /** The media type of `body`. */
  readonly type?: string;
}

/** How much is written at a time. Node and the kernel buffer what is written, without a bound. */
const PIECE_BYTES = 64 * 1024;

/**
 * Writes a response; nothing else does. A stream is read no faster than the client reads. If either
 * side breaks off, the other is ended, because what was sent cannot be undone. A long text counts
 * in the byte budget while it is written, and a client that stops reading it is disconnected.
 *
 * @throws AppError `overloaded` before anything is sent.
 */
export async function sendReply(
  response: Response,
  { status, headers = {}, body, type }: Reply,
): Promise<void> {
  const bytes = bytesOf(body);
  if (bytes && bytes.length > SMALL_BYTES) await holdOf(response.req).acquire(bytes.length);
  response.status(status).set('X-Content-Type-Options', 'nosniff').set(headers);
  if (isBodyOpen(response.req)) response.set('Connection', 'close');
  if (body === undefined) {
    response.end();
    return;
  }
  response.set('Content-Type', type ?? 'application/json; charset=utf-8');
  if (body instanceof Readable) {
    response.flushHeaders();
    await pipeline(body, response).catch(() => response.destroy());
    return;
  }
  // Node sends no length in response to HEAD.
  response.set('Content-Length', String(bytes?.length));
  if (!bytes || bytes.length <= SMALL_BYTES || response.req.method === 'HEAD') response.end(bytes);
  else await sendInPieces(response, bytes);
}

async function sendInPieces(response: Response, bytes: Buffer): Promise<void> {
  const end = (): void => void response.destroy();
  watchReader(response);
  const pieces = Readable.from(piecesOf(bytes), { objectMode: false, highWaterMark: PIECE_BYTES });
  await pipeline(pieces, response).catch(end);
}

/** Ends a response if its client stops reading while many bytes are held for it. */
export function watchReader(response: Response): void {
  const { socket } = response.req;
  const end = (): void => void response.destroy();
  holdOf(response.req).waitFor({ transferred: () => socket.bytesWritten, end });
}

export function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) yield bytes.subarray(from, from + PIECE_BYTES);
}

/** Returns undefined if there is no body, or if it is a stream. */
function bytesOf(body: Reply['body']): Buffer | undefined {
  if (body === undefined || body instanceof Readable) return undefined;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
