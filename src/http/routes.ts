import { openApiDocument } from './openapi.ts';
import type { Operation, Route } from './route.ts';
import { getDashboard } from './routes/admin-pages.ts';
import { explainArticle } from './routes/explain.ts';
import { getFailures } from './routes/failures.ts';
import { getArticle } from './routes/get-article.ts';
import { getLedger } from './routes/get-ledger.ts';
import { getDocs, getOpenApi } from './routes/get-open-api.ts';
import { getQuotes } from './routes/get-quotes.ts';
import { getLiveness, getMetrics, getReadiness } from './routes/health.ts';
import { listArticles } from './routes/list-articles.ts';
import { deleteArticle, refreshArticle } from './routes/refresh-article.ts';
import { submitArticles } from './routes/submit-articles.ts';
import { enableWebhook, listWebhooks, redeliverArticle } from './routes/webhooks.ts';

/** Every call of the API under its `operationId`, in the order of `openapi.json`. */
export const ROUTES = {
  submitArticles,
  getArticle,
  listArticles,
  refreshArticle,
  deleteArticle,
  explainArticle,
  listWebhooks,
  enableWebhook,
  redeliverArticle,
  getLedger,
  getFailures,
  getQuotes,
  getOpenApi,
  getDocs,
  getLiveness,
  getReadiness,
  getMetrics,
} as const;

type ResourcesOf<R> = R extends Route<infer Resources> ? (resources: Resources) => void : never;

/** What the routes need, all together. */
export type RouteResources =
  ResourcesOf<(typeof ROUTES)[keyof typeof ROUTES]> extends (resources: infer All) => void ? All : never;

/** What `openapi.json` describes: the routes, and the dashboard, which has routes of its own. */
export const OPERATIONS = { ...ROUTES, getDashboard } as const satisfies Readonly<Record<string, Operation>>;

export type OperationId = keyof typeof OPERATIONS;

/** The whole API as an OpenAPI 3.1 document. */
export function describeApi(): object {
  return openApiDocument(OPERATIONS);
}
