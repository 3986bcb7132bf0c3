import { parse as parseQuery } from 'node:querystring';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { ApiKey, Scope } from '../api-keys.ts';
import type { ExplainOptions } from '../articles/explain-article.ts';
import type { PendingSteps } from '../articles/lifecycle/pending-steps.ts';
import { AppError, isAppError, messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import { IntakeGate } from '../queue/intake-gate.ts';
import { NO_TRACING, type Tracing } from '../telemetry/trace.ts';
import { webFiles } from '../web/web-files.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { acceptBody, type Forms } from './accept-body.ts';
import { ADMIN_PATH, adminHeaders, adminPages } from './admin-pages.ts';
import { authenticateWith } from './authenticate.ts';
import { ByteBudget } from './byte-budget.ts';
import { deleteArticle } from './delete-article.ts';
import { docsPage, docsScript, docsStyle } from './docs/docs-page.ts';
import { letBodyCome } from './expect-continue.ts';
import { explain } from './explain.ts';
import { getArticle, type PollingResources } from './get-article.ts';
import { getArticles } from './get-articles.ts';
import { getFailures } from './get-failures.ts';
import type { FeedResources } from './get-feed.ts';
import { getLedger, type LedgerResources } from './get-ledger.ts';
import { getOpenApi } from './get-open-api.ts';
import { getQuotes, type QuotesResources, quotesCost } from './get-quotes.ts';
import { getWebFile } from './get-web-file.ts';
import { getMetrics, livez, type MetricsResources, type ReadinessResources, readyz } from './health.ts';
import { logRequests } from './log-requests.ts';
import { isSubmission, measureRequests, noteRoute } from './measure-requests.ts';
import { postArticle } from './post-article.ts';
import { isBulk, postBulk } from './post-bulk.ts';
import { fromExpress, problemOf, problemReply } from './problem.ts';
import { documentedParameters, refuseUnknownParameters } from './query-parameters.ts';
import { limitRates } from './rate-limit.ts';
import { readBodies } from './read-body.ts';
import { refreshArticle } from './refresh-article.ts';
import { refuseCrossSite } from './refuse-cross-site.ts';
import { refuseMalformed } from './refuse-malformed.ts';
import { type Reply, sendReply } from './reply.ts';
import { refuseOtherHosts } from './request-host.ts';
import { requestId, requestIdOf } from './request-id.ts';
import { limitRequests } from './request-limits.ts';
import { endSlowBodies, refuseManyHeaders } from './server-options.ts';
import { traceRequests } from './trace-requests.ts';
import { enableWebhook, listWebhooks, redeliverArticle } from './webhooks.ts';

export interface AppResources
  extends PollingResources,
    QuotesResources,
    ReadinessResources,
    FeedResources,
    LedgerResources,
    MetricsResources {
  readonly queue: EnrichmentQueue;
  readonly pending: PendingSteps;
  readonly webhooks: Webhooks;
  readonly logger: Logger;
  readonly explaining: ExplainOptions;
  /** Unset: nothing is traced. */
  readonly tracing?: Tracing;
}

export interface AppOptions {
  readonly maxBodyBytes: number;
  /** The zone of dates that name none (IANA). */
  readonly timeZone: string;
  readonly maxBufferedBytes: number;
  readonly keys: readonly ApiKey[];
  readonly adminReadWrite: boolean;
  readonly rateLimitPerMinute: number;
  readonly maxQueueAgeSeconds: number;
  readonly minRedisHeadroom: number;
}

interface Route {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  /** null: open to everybody. */
  readonly scope: Scope | null;
  /** In which forms it takes articles; unset: it takes none. */
  readonly takes?: Forms;
  readonly handler: Handler;
}

type Handler = (request: Request) => Promise<Reply>;

/** Everything that an HTTP request can do. */
function routesOf(resources: AppResources, options: AppOptions): readonly Route[] {
  const bytesInFlight = () => resources.ledger.bytesInFlight();
  const gate = new IntakeGate(resources.queue.bull, resources.redis, { ...options, bytesInFlight });
  const intake = { ...resources, gate };
  const submit = oneOrMany(postArticle(intake, options), postBulk(intake, options));
  return [
    { method: 'post', path: '/v1/articles', scope: 'submit', takes: 'one or many', handler: submit },
    { method: 'get', path: '/v1/articles', scope: 'read', handler: getArticles(resources) },
    {
      method: 'post',
      path: '/v1/explain',
      scope: 'read',
      takes: 'one',
      handler: explain(resources, options),
    },
    { method: 'get', path: '/v1/articles/:id', scope: 'read', handler: getArticle(resources) },
    { method: 'post', path: '/v1/articles/:id/refresh', scope: 'submit', handler: refreshArticle(resources) },
    { method: 'delete', path: '/v1/articles/:id', scope: 'submit', handler: deleteArticle(resources) },
    {
      method: 'post',
      path: '/v1/articles/:id/redeliver',
      scope: 'operate',
      handler: redeliverArticle(resources),
    },
    { method: 'get', path: '/v1/webhooks', scope: 'operate', handler: listWebhooks(resources) },
    {
      method: 'post',
      path: '/v1/webhooks/:endpoint/enable',
      scope: 'operate',
      handler: enableWebhook(resources),
    },
    { method: 'get', path: '/v1/ledger', scope: 'operate', handler: getLedger(resources) },
    { method: 'get', path: '/v1/failures', scope: 'operate', handler: getFailures(resources) },
    { method: 'get', path: '/v1/quotes', scope: 'read', handler: getQuotes(resources) },
    { method: 'get', path: '/openapi.json', scope: null, handler: getOpenApi() },
    { method: 'get', path: '/docs', scope: null, handler: docsPage },
    { method: 'get', path: '/docs/script.js', scope: null, handler: docsScript() },
    { method: 'get', path: '/docs/style.css', scope: null, handler: docsStyle },
    ...webFiles(options.keys.length > 0).map(
      (file): Route => ({ method: 'get', path: file.path, scope: null, handler: getWebFile(file) }),
    ),
    { method: 'get', path: '/livez', scope: null, handler: livez },
    { method: 'get', path: '/readyz', scope: null, handler: readyz(resources) },
    { method: 'get', path: '/metrics', scope: null, handler: getMetrics(resources) },
  ];
}

/** What tells an operator how a process is must be answered however busy it is. */
const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** The API as an Express app; it opens nothing and closes nothing. */
export function createApp(resources: AppResources, options: AppOptions): Express {
  const { maxBodyBytes, keys, adminReadWrite } = options;
  const routes = routesOf(resources, options);
  const authenticate = authenticateWith(keys);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.locals.byteBudget = new ByteBudget(options.maxBufferedBytes);
  // A proxy in front guards `/metrics` and `/admin` by their exact spelling, so no other spelling leads there.
  app.enable('case sensitive routing').enable('strict routing');
  // Node's own parser drops what comes after 1,000 parameters; the size of the headers bounds how many there can be.
  app.set('query parser', (query: string) => parseQuery(query, '&', '=', { maxKeys: 0 }));
  app.use(traceRequests(resources.tracing ?? NO_TRACING), requestId, logRequests(resources.logger));
  app.use(measureRequests(resources.metrics.http), refuseManyHeaders, refuseMalformed);
  if (keys.length === 0) app.use(refuseOtherHosts);
  app.use(refuseCrossSite, endSlowBodies());
  app.use(limitRequests(({ path }) => PROBES.has(path)));
  app.use(
    ADMIN_PATH,
    adminHeaders,
    authenticate('operate'),
    letBodyCome,
    adminPages(resources, { readWrite: adminReadWrite }),
  );
  const limitRate = limitRates({
    perMinute: options.rateLimitPerMinute,
    costOf: (request) => (isBulk(request) ? 0 : quotesCost(request)),
    redis: resources.redis,
  });
  const readBody = readBodies(maxBodyBytes, isBulk);
  for (const { method, path, scope, takes, handler } of routes) {
    const steps = [
      noteRoute(path),
      ...(scope ? [authenticate(scope), limitRate] : []),
      refuseUnknownParameters(documentedParameters(method, path)),
      ...(takes ? [acceptBody(takes)] : []),
      ...(method === 'post' ? [letBodyCome, readBody] : []),
    ];
    app[method](path, ...steps, async (request: Request, response: Response) => {
      await sendReply(response, await handler(request));
    });
  }
  app.use(refuseMethod(routes));
  app.use(answerError(resources));
  return app;
}

function oneOrMany(one: Handler, many: Handler): Handler {
  return (request) => (isBulk(request) ? many(request) : one(request));
}

/** Answers what no route has taken: 405 if the path is known with another method, else 404. */
function refuseMethod(routes: readonly Route[]) {
  const patterns = routes.map(({ path, method }) => ({
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
    throw new AppError('method_not_allowed', `Here is ${allowed.join(', ')} only`);
  };
}

function answerError({ logger, metrics }: Pick<AppResources, 'logger' | 'metrics'>) {
  // Express knows an error handler by its four parameters.
  return function answer(thrown: unknown, request: Request, response: Response, next: NextFunction): void {
    const error = fromExpress(thrown);
    const id = requestIdOf(response);
    if (isSubmission(response)) metrics.http.refused.inc({ code: problemOf(error, id).code });
    logError(logger, error, id, request);
    if (response.headersSent) next(error);
    else void sendReply(response, problemReply(error, id));
  };
}

/** Logs bugs and trouble with the store. What is wrong with a request is its client's affair. */
function logError(logger: Logger, error: unknown, requestId: string, { method, path }: Request): void {
  if (!isAppError(error)) {
    logger.error({ requestId, method, path, error }, 'unexpected error');
    return;
  }
  const reason = messageOf(error.cause ?? error);
  if (error.code === 'store_unavailable') logger.warn({ requestId, reason }, error.message);
  if (error.code === 'store_refused') logger.error({ requestId, reason }, error.message);
}
