import type { ServerOptions } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../errors.ts';
import { isBulk } from './post-bulk.ts';

/**
 * How Node's server treats connections. It has one deadline for the body of every request (5 minutes unless told otherwise), and
 * a stream of articles may take hours: {@link endSlowBodies} holds the others to it. Headers over the size are answered 431.
 */
export const SERVER_OPTIONS = {
  requestTimeout: 0,
  headersTimeout: 30_000,
  maxHeaderSize: 16 * 1024,
} as const satisfies ServerOptions;

const BODY_DEADLINE_MS = 300_000;

/** Makes the middleware that breaks off a request whose body is not there in time, but for streams of articles. */
export function endSlowBodies(deadlineMs = BODY_DEADLINE_MS) {
  return function endSlowBody(request: Request, response: Response, next: NextFunction): void {
    if (!isBulk(request)) {
      const timer = setTimeout(() => {
        if (!request.complete) request.destroy();
      }, deadlineMs);
      const clear = (): void => clearTimeout(timer);
      request.once('close', clear);
      // Once it is answered, a request whose body is still on its way does not hear that its connection has ended.
      response.once('close', () => {
        if (request.complete || request.socket.destroyed) clear();
        else request.socket.once('close', clear);
      });
    }
    next();
  };
}

const MOST_HEADERS = 100;

/** Refuses a request with more headers than any client has use for. Node drops those beyond 2,000 without a word. */
export function refuseManyHeaders(request: Request, _response: Response, next: NextFunction): void {
  if (request.rawHeaders.length / 2 > MOST_HEADERS)
    throw new AppError('headers_too_large', `A request may have ${MOST_HEADERS} headers`);
  next();
}
