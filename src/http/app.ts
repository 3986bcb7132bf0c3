import { parse as parseQuery } from 'node:querystring';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { AppError, isAppError, messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { IntakeGate } from '../queue/intake-gate.ts';
import { NO_TRACING, type Tracing } from '../telemetry/trace.ts';
import { ByteBudget } from './body/byte-budget.ts';
import { isBulk } from './body/parse-request.ts';
import { readBodies } from './body/read-body.ts';
import { acceptBody } from './middleware/accept-body.ts';
import { authenticateWith } from './middleware/authenticate.ts';
import { letBodyCome } from './middleware/expect-continue.ts';
import {
  isSubmission,
  logRequests,
  measureRequests,
  noteRoute,
  requestId,
  requestIdOf,
  traceRequests,
} from './middleware/log-requests.ts';
import { refuseUnknownParameters } from './middleware/query-parameters.ts';
import { refuseCrossSite } from './middleware/refuse-cross-site.ts';
import { refuseMalformed } from './middleware/refuse-malformed.ts';
import { refuseOtherHosts } from './middleware/request-host.ts';
import { limitRequests } from './middleware/request-limits.ts';
import { fromExpress, problemOf, problemReply } from './problem.ts';
import { limitRates } from './rate-limit.ts';
import { sendReply } from './reply.ts';
import type { AppOptions, Endpoint } from './route.ts';
import { ADMIN_PATH, type AdminResources, adminHeaders, adminPages } from './routes/admin-pages.ts';
import { docsAssets } from './routes/get-open-api.ts';
import { quotesCost } from './routes/get-quotes.ts';
import { pages } from './routes/pages.ts';
import { describeApi, ROUTES, type RouteResources } from './routes.ts';
import { endSlowBodies, refuseManyHeaders } from './server-options.ts';

export type { AppOptions } from './route.ts';

export type AppResources = Omit<RouteResources, 'gate' | 'describeApi'> &
  AdminResources & {
    readonly logger: Logger;
    /** Unset: nothing is traced. */
    readonly tracing?: Tracing;
  };

/** An operator must be able to see the state of a process, however busy it is. */
const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** Creates the API as an Express app. It opens and closes nothing. */
export function createApp(resources: AppResources, options: AppOptions): Express {
  const { keys } = options;
  const endpoints = [...Object.values(ROUTES), ...docsAssets, ...pages(keys.length > 0)];
  const bytesInFlight = () => resources.ledger.bytesInFlight();
  const gate = new IntakeGate(resources.queue.bull, resources.redis, { ...options, bytesInFlight });
  const all: RouteResources = { ...resources, gate, describeApi };
  const authenticate = authenticateWith(keys);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.locals.byteBudget = new ByteBudget(options.maxBufferedBytes);
  // A proxy in front protects `/metrics` and `/admin` by their exact spelling, so no other spelling
  // may lead there.
  app.enable('case sensitive routing').enable('strict routing');
  // By default, Node's parser ignores what comes after 1,000 parameters. The size limit of the
  // headers bounds their number.
  app.set('query parser', (query: string) => parseQuery(query, '&', '=', { maxKeys: 0 }));
  app.use(traceRequests(resources.tracing ?? NO_TRACING), requestId, logRequests(resources.logger));
  app.use(measureRequests(resources.metrics.http), refuseManyHeaders, refuseMalformed);
  if (keys.length === 0) app.use(refuseOtherHosts);
  app.use(refuseCrossSite, endSlowBodies());
  app.use(limitRequests(({ path }) => PROBES.has(path)));
  app.use(ADMIN_PATH, adminHeaders, authenticate('operate'), letBodyCome, adminPages(resources, options));
  const limitRate = limitRates({
    perMinute: options.rateLimitPerMinute,
    costOf: (request) => (isBulk(request) ? 0 : quotesCost(request)),
    redis: resources.redis,
  });
  const readBody = readBodies(options.maxBodyBytes, isBulk);
  for (const { method, path, scope, request: { query, body } = {}, handler } of endpoints) {
    const handle = handler(all, options);
    const steps = [
      noteRoute(path),
      ...(scope ? [authenticate(scope), limitRate] : []),
      refuseUnknownParameters(Object.keys(query?.shape ?? {})),
      ...(body ? [acceptBody(Object.keys(body))] : []),
      ...(method === 'post' ? [letBodyCome, readBody] : []),
    ];
    app[method](path, ...steps, async (request: Request, response: Response) => {
      await sendReply(response, await handle(request));
    });
  }
  app.use(refuseMethod(endpoints));
  app.use(answerError(resources));
  return app;
}

/**
 * Returns the handler for requests that no route matches: 405 if the path has another method, else
 * 404.
 */
function refuseMethod(endpoints: readonly Pick<Endpoint<never>, 'method' | 'path'>[]) {
  const patterns = endpoints.map(({ path, method }) => ({
    pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`),
    method,
  }));
  return function refuse(request: Request, response: Response): void {
    const allowed = patterns
      .filter(({ pattern }) => pattern.test(request.path))
      .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
    if (allowed.length === 0) {
      const similar = `/${request.path.toLowerCase().split('/').filter(Boolean).join('/')}`;
      const isSimilar = patterns.some(({ pattern }) => pattern.test(similar));
      const hint = isSimilar ? ': paths are case-sensitive and have no slash at the end' : '';
      throw new AppError('not_found', `Nothing is at this path${hint}`);
    }
    response.set('Allow', allowed.join(', '));
    throw new AppError('method_not_allowed', `Only ${allowed.join(', ')} is allowed here`);
  };
}

function answerError({ logger, metrics }: Pick<AppResources, 'logger' | 'metrics'>) {
  // Express recognizes an error handler by its four parameters.
  return function answer(thrown: unknown, request: Request, response: Response, next: NextFunction): void {
    const error = fromExpress(thrown);
    const id = requestIdOf(response);
    if (isSubmission(response)) metrics.http.refused.inc({ code: problemOf(error, id).code });
    logError(logger, error, id, request);
    if (response.headersSent) next(error);
    else void sendReply(response, problemReply(error, id));
  };
}

/** Logs bugs and failures of the store. Errors in a request concern only its client. */
function logError(logger: Logger, error: unknown, requestId: string, { method, path }: Request): void {
  if (!isAppError(error)) {
    logger.error({ requestId, method, path, error }, 'unexpected error');
    return;
  }
  const reason = messageOf(error.cause ?? error);
  if (error.code === 'store_unavailable') logger.warn({ requestId, reason }, error.message);
  if (error.code === 'store_refused') logger.error({ requestId, reason }, error.message);
}
