import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { isBodyOpen } from './expect-continue.ts';

/** What a route answers: handlers return it and never touch the response. */
export interface Reply {
  readonly status: number;
  /** Several values of one header are sent as several. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Text as it is, a stream as it comes, and any other object as JSON. */
  readonly body?: object | string | Readable;
  /** The media type of `body`. */
  readonly type?: string;
}

/**
 * The one place where an answer is written. A stream is read no faster than the client takes it; when either breaks off the
 * other is ended, for what is sent cannot be taken back.
 */
export async function sendReply(
  response: Response,
  { status, headers = {}, body, type }: Reply,
): Promise<void> {
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
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  // Said here, for Node says no length in answer to HEAD.
  response.set('Content-Length', String(Buffer.byteLength(text))).end(text);
}
