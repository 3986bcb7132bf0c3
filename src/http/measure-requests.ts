import type { NextFunction, Request, Response } from 'express';
import type { HttpMetrics } from '../telemetry/metrics/http.ts';

/** Measures how long requests take, by the route that {@link noteRoute} notes: paths hold ids, of which there is no end. */
export function measureRequests({ seconds }: HttpMetrics) {
  return function measure(request: Request, response: Response, next: NextFunction): void {
    const started = performance.now();
    response.on('finish', () => {
      if (isHeld(response)) return;
      const labels = {
        method: methodOf(request),
        route: routeOf(response) ?? 'none',
        status: String(response.statusCode),
      };
      seconds.observe(labels, (performance.now() - started) / 1000);
    });
    next();
  };
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH']);

/** One of a few, for anything can be sent. */
export function methodOf({ method }: Request): string {
  return METHODS.has(method) ? method : 'other';
}

/** Notes which route a request has taken. */
export function noteRoute(path: string) {
  return function note(_request: Request, response: Response, next: NextFunction): void {
    response.locals.route = path;
    next();
  };
}

/** Whether a request submits articles, as far as it has come. */
export function isSubmission(response: Response): boolean {
  return routeOf(response) === '/v1/articles' && response.req.method === 'POST';
}

/** The route that a request has taken, if any. */
export function routeOf(response: Response): string | undefined {
  return response.locals.route as string | undefined;
}

/** As long as its sender likes. A refusal is none, whatever was preferred. */
function isHeld(response: Response): boolean {
  const type = String(response.getHeader('Content-Type') ?? '');
  const isStream = /^(?:text\/event-stream|application\/x-ndjson)/.test(type);
  return response.statusCode < 400 && (isStream || response.hasHeader('Preference-Applied'));
}
