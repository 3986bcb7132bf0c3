import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

const HEADER = 'X-Request-Id';
const ACCEPTABLE = /^[\w.:-]{1,128}$/;

/** Gives each request an id, its sender's where that is harmless in a log, and tells it in the answer. */
export function requestId(request: Request, response: Response, next: NextFunction): void {
  const given = request.get(HEADER);
  const id = given !== undefined && ACCEPTABLE.test(given) ? given : randomUUID();
  response.locals.requestId = id;
  response.set(HEADER, id);
  next();
}

export function requestIdOf(response: Response): string {
  return String(response.locals.requestId);
}
