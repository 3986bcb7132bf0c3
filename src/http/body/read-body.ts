import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../../errors.ts';
import { holdOf } from './byte-budget.ts';
import { readWholeBody } from './decompress-body.ts';
import { discardBody } from './paced-reading.ts';

/**
 * Returns middleware that reads and decompresses a body of at most `maxBodyBytes` into
 * `request.body`. It does not touch streams of articles.
 */
export function readBodies(maxBodyBytes: number, isStream: (request: Request) => boolean) {
  return async function readBody(request: Request, _response: Response, next: NextFunction): Promise<void> {
    if (!isStream(request)) {
      const tooLarge = `An article may have at most ${maxBodyBytes} bytes`;
      if (Number(request.get('Content-Length') ?? 0) > maxBodyBytes) {
        discardBody(request);
        throw new AppError('article_too_large', tooLarge);
      }
      request.body = await readWholeBody(request, {
        maxBytes: maxBodyBytes,
        hold: holdOf(request),
        tooLarge,
      });
    }
    next();
  };
}

/** Releases a body that is no longer needed, before its request is answered. */
export function forgetBody(request: Request): void {
  request.body = undefined;
  holdOf(request).set(0);
}
