import type { NextFunction, Request, Response } from 'express';
import type { Attributes, Tracing } from '../telemetry/trace.ts';
import { ADMIN_PATH } from './admin-pages.ts';
import { methodOf, routeOf } from './measure-requests.ts';

/** What machines ask every few seconds all day long. */
const UNTRACED = new RegExp(`^(?:/livez|/readyz|/metrics|${ADMIN_PATH})(?:/|$)`);

/**
 * A span for each request, below its sender's where it names one in `traceparent`, called by method and route: a path holds ids, and a query may hold
 * anything. A request for many articles has one too; their jobs are below it.
 */
export function traceRequests({ openRequest }: Pick<Tracing, 'openRequest'>) {
  return function traceRequest(request: Request, response: Response, next: NextFunction): void {
    if (!openRequest || UNTRACED.test(request.path)) {
      next();
      return;
    }
    const method = methodOf(request);
    const span = openRequest(method, request.get('traceparent'));
    response.on('close', () => {
      const route = routeOf(response);
      span.end(route === undefined ? method : `${method} ${route}`, attributesOf(method, response));
    });
    span.run(next);
  };
}

function attributesOf(method: string, response: Response): Attributes {
  const route = routeOf(response);
  const { statusCode: status } = response;
  return {
    'http.request.method': method,
    ...(route === undefined ? {} : { 'http.route': route }),
    ...(response.headersSent ? { 'http.response.status_code': status } : { 'tickerspan.aborted': true }),
    ...(response.headersSent && status >= 500 ? { 'error.type': String(status) } : {}),
  };
}
