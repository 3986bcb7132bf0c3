import type { OperationId } from '../../src/http/routes.ts';
import { POST } from './posts.ts';

/** A request. Its method and path are those of the operation. */
export interface Call {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** The API to call, if not the usual one. */
  readonly at?: string;
}

/** Articles and APIs that the calls use. */
export interface Known {
  readonly enriched: string;
  readonly expired: string;
  readonly refreshed: string;
  /** Articles that no other test needs. */
  readonly disposable: string[];
  readonly endpoint: string;
  /** An API that accepts articles of up to 1000 bytes. */
  readonly small: string;
}

type Ask = (known: Known) => Call;

const NEVER_SEEN = `a_${'z'.repeat(26)}`;
const NO_ENDPOINT = `e_${'0'.repeat(24)}`;
const ANNOTATIONS = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"';
const SCHEMA = 'application/ld+json; profile="https://schema.org"';

let serial = 0;
const submitted = (type: string, body: string, headers = {}): Call => ({
  headers: { 'Content-Type': type, ...headers },
  body,
});
const hexo = (headers = {}): Call => submitted('text/markdown', POST, headers);
const json = (body: string): Call => submitted('application/json', body);
const article = (id: string, headers = {}): Call => ({ params: { id }, headers });
const list = (query: string, headers = {}): Call => ({ query, headers });

/** A call of each operation. The response has its first documented status. */
export const PLAIN_CALLS: Readonly<Record<OperationId, Ask>> = {
  submitArticles: () => submitted('text/html', `<p>第${serial++}篇</p>`),
  getArticle: ({ enriched }) => article(enriched),
  listArticles: ({ enriched, expired }) => list(`ids=${enriched},${NEVER_SEEN},${expired}`),
  // This article is not read by others, because it is unfinished for a moment.
  refreshArticle: ({ refreshed }) => article(refreshed),
  deleteArticle: ({ disposable }) => article(disposable.pop() ?? ''),
  explainArticle: () => hexo(),
  listWebhooks: () => ({}),
  enableWebhook: ({ endpoint }) => ({ params: { endpoint } }),
  redeliverArticle: ({ enriched }) => article(enriched),
  getLedger: () => ({}),
  getFailures: () => ({}),
  getQuotes: () => ({ query: 'tickers=sz000625,sh688688,fx_susdcny' }),
  getOpenApi: () => ({}),
  getDocs: () => ({}),
  getLiveness: () => ({}),
  getReadiness: () => ({}),
  getMetrics: () => ({}),
  getDashboard: () => ({}),
};

/** Calls that get the other documented responses. */
export const OTHER_CALLS: readonly (readonly [operation: OperationId, status: number, ask: Ask])[] = [
  ['submitArticles', 200, () => hexo()],
  ['submitArticles', 200, () => hexo({ Prefer: 'wait=5' })],
  ['submitArticles', 200, () => submitted('application/x-ndjson', '{"html":"<p>行</p>"}\n{')],
  ...(['submitArticles', 'explainArticle'] as const).flatMap((operation) => [
    [operation, 400, () => json('{')] as const,
    [operation, 413, ({ small }: Known) => ({ ...json('x'.repeat(1001)), at: small })] as const,
    [operation, 415, () => submitted('image/png', 'x')] as const,
    [operation, 422, () => json('{"html":"a","titel":1}')] as const,
  ]),
  ...['text/html', 'text/markdown', ANNOTATIONS, SCHEMA].map(
    (Accept) => ['getArticle', 200, ({ enriched }: Known) => article(enriched, { Accept })] as const,
  ),
  ['getArticle', 304, ({ enriched }) => article(enriched, { 'If-None-Match': '*' })],
  ['getArticle', 400, ({ enriched }) => article(enriched, { Prefer: 'wait=x' })],
  ['getArticle', 404, () => article(NEVER_SEEN)],
  ['getArticle', 406, ({ enriched }) => article(enriched, { Accept: 'image/png' })],
  ['getArticle', 410, ({ expired }) => article(expired)],
  ['listArticles', 200, () => ({})],
  ...['application/x-ndjson', 'text/event-stream', 'application/feed+json', 'application/rss+xml'].map(
    (Accept) => ['listArticles', 200, () => list('after=0-0', { Accept })] as const,
  ),
  ['listArticles', 400, () => list('after=nonsense')],
  ['listArticles', 400, () => list('ids=x')],
  ['listArticles', 406, () => list('', { Accept: 'image/png' })],
  ['refreshArticle', 404, () => article(NEVER_SEEN)],
  ['refreshArticle', 410, ({ expired }) => article(expired)],
  ['deleteArticle', 404, () => article(NEVER_SEEN)],
  ['redeliverArticle', 404, () => article(NEVER_SEEN)],
  ['redeliverArticle', 410, ({ expired }) => article(expired)],
  ['enableWebhook', 404, () => ({ params: { endpoint: NO_ENDPOINT } })],
  ['getLedger', 400, () => ({ query: 'from=yesterday' })],
  ['getQuotes', 400, () => ({})],
];
