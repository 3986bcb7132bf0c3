import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { holdOf, SMALL_BYTES } from './byte-budget.ts';
import { isBodyOpen } from './expect-continue.ts';

/** What a route answers: handlers return it and never touch the response. */
export interface Reply {
  readonly status: number;
  /** Several values of one header are sent as several. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Text and bytes as they are, a stream as it comes, and any other object as JSON. */
  readonly body?: object | string | Buffer | Readable;
  /** The media type of `body`. */
  readonly type?: string;
}

/** A response takes so much at a time. What it has taken is held by Node and by the kernel, and nothing bounds it. */
const PIECE_BYTES = 64 * 1024;

/**
 * The one place where an answer is written. A stream is read no faster than the client takes it; when either breaks off the
 * other is ended, for what is sent cannot be taken back. A long text is counted while it is written, piece by piece, and a client
 * that stops reading it is ended.
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
  // Said here, for Node says no length in answer to HEAD.
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

/** Ends a response whose client stops reading while much is held for it. */
export function watchReader(response: Response): void {
  const { socket } = response.req;
  const end = (): void => void response.destroy();
  holdOf(response.req).waitFor({ transferred: () => socket.bytesWritten, end });
}

export function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) yield bytes.subarray(from, from + PIECE_BYTES);
}

/** Undefined: there is no body, or it is a stream. */
function bytesOf(body: Reply['body']): Buffer | undefined {
  if (body === undefined || body instanceof Readable) return undefined;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
