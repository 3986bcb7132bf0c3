import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';

const expectContinue = new WeakSet<IncomingMessage>();

/** Notes that a client waits for `100 Continue` before it sends the body. */
export function noteExpectation(request: IncomingMessage): void {
  expectContinue.add(request);
}

/**
 * Whether a client still waits for `100 Continue`. It may send the body next, or another request.
 */
export function isBodyOpen(request: IncomingMessage): boolean {
  return expectContinue.has(request);
}

/**
 * Tells a waiting client to send the body (RFC 9110, 10.1.1), because key and media type are
 * accepted.
 */
export function letBodyCome(request: Request, response: Response, next: NextFunction): void {
  if (expectContinue.delete(request)) response.writeContinue();
  next();
}
