import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from '../../logger.ts';
import type { HttpMetrics } from '../../telemetry/metrics/http.ts';
import type { Attributes, Tracing } from '../../telemetry/trace.ts';
import { keyNameOf } from './authenticate.ts';

const ID_HEADER = 'X-Request-Id';
const HARMLESS_ID = /^[\w.:-]{1,128}$/;

/**
 * Gives each request an id, and returns it in a header. The sender's id is used if it is harmless
 * in a log.
 */
export function requestId(request: Request, response: Response, next: NextFunction): void {
  const given = request.get(ID_HEADER);
  const id = given !== undefined && HARMLESS_ID.test(given) ? given : randomUUID();
  response.locals.requestId = id;
  response.set(ID_HEADER, id);
  next();
}

export function requestIdOf(response: Response): string {
  return String(response.locals.requestId);
}

/** Notes which route a request takes. Log, metrics and traces use it, because a path holds ids. */
export function noteRoute(path: string) {
  return function note(_request: Request, response: Response, next: NextFunction): void {
    response.locals.route = path;
    next();
  };
}

function routeOf(response: Response): string | undefined {
  return response.locals.route as string | undefined;
}

/** Whether a request submits articles, as far as its route is known. */
export function isSubmission(response: Response): boolean {
  return routeOf(response) === '/v1/articles' && response.req.method === 'POST';
}

/**
 * Logs one line for each response, with the name of the caller's key. Query, headers and body are
 * left out, because they may hold secrets.
 */
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

/** Measures how long requests take, by method, route and status. */
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

/**
 * Whether the client decides how long the response takes: a stream, or a long poll. A refusal is
 * neither.
 */
function isHeld(response: Response): boolean {
  const type = String(response.getHeader('Content-Type') ?? '');
  const isStream = /^(?:text\/event-stream|application\/x-ndjson)/.test(type);
  return response.statusCode < 400 && (isStream || response.hasHeader('Preference-Applied'));
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH']);

/** Bounds the number of different methods, because a client can send any. */
function methodOf({ method }: Request): string {
  return METHODS.has(method) ? method : 'other';
}

/** Machines request these paths every few seconds. */
const UNTRACED = /^(?:\/livez|\/readyz|\/metrics|\/admin)(?:\/|$)/;

/**
 * Opens a span for each request, as a child of the sender's span if `traceparent` names one. Method
 * and route name it. A request for many articles has one span, and their jobs are its children.
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
