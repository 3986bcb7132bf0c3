import type { NextFunction, Request, Response } from 'express';
import type { Logger } from '../logger.ts';
import { keyNameOf } from './authenticate.ts';
import { requestIdOf } from './request-id.ts';

/** One line for each answered request, with the name of the caller's key: no query, no header, no body, for those may hold secrets. */
export function logRequests(logger: Logger) {
  return function logRequest(request: Request, response: Response, next: NextFunction): void {
    const start = performance.now();
    const { method, path } = request;
    response.on('finish', () => {
      const milliseconds = Math.round(performance.now() - start);
      const { statusCode: status } = response;
      const caller = keyNameOf(response);
      logger.info(
        { requestId: requestIdOf(response), caller, method, path, status, milliseconds },
        'answered',
      );
    });
    next();
  };
}
