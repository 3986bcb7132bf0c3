import type { Readable } from 'node:stream';
import { SMALL_BYTES } from './byte-budget.ts';

/**
 * Lets the event loop serve other requests after each piece of a large body. Otherwise libuv reads
 * up to 32 pieces of 64 KiB from one connection before it reads from the next, and three hundred
 * fast clients block the loop for a second.
 */
export function paceReading(request: Readable): void {
  let length = 0;
  request.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length <= SMALL_BYTES) return;
    request.pause();
    setImmediate(() => request.resume());
  });
}

/**
 * Reads and drops the rest of a body that is not needed, so that the connection can carry the next
 * request.
 */
export function discardBody(request: Readable): void {
  paceReading(request);
  request.resume();
}
