import type { Request } from 'express';
import { SMALL_BYTES } from './byte-budget.ts';

/**
 * Lets the event loop serve everybody else after each piece of a body that is not small. Without that, up to 32 pieces of
 * 64 KiB are read from one connection before the next one has its turn, and three hundred fast clients hold the loop for a second.
 */
export function paceReading(request: Request): void {
  let length = 0;
  request.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length <= SMALL_BYTES) return;
    request.pause();
    setImmediate(() => request.resume());
  });
}

/** Reads what is left of a body that nobody wants, so that the connection stays of use. */
export function discardBody(request: Request): void {
  paceReading(request);
  request.resume();
}
