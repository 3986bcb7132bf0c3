import { POST } from './posts.ts';

/** A request; its path is the operation's where it names none. */
export interface Call {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly at?: string;
}

/** What calls are made about. */
export interface Known {
  readonly enriched: string;
  readonly expired: string;
  readonly refreshed: string;
  /** Articles that nobody needs any more. */
  readonly disposable: string[];
  readonly endpoint: string;
  /** An API that takes articles of 1000 bytes. */
  readonly small: string;
}

type Ask = (known: Known) => Call;

export const SUBMIT = 'post /v1/articles';
export const LIST = 'get /v1/articles';
export const ARTICLE = 'get /v1/articles/{id}';
export const EXPLAIN = 'post /v1/explain';
const REFRESH = 'post /v1/articles/{id}/refresh';
const DELETE = 'delete /v1/articles/{id}';
const REDELIVER = 'post /v1/articles/{id}/redeliver';
const WEBHOOKS = 'get /v1/webhooks';
const ENABLE = 'post /v1/webhooks/{endpoint}/enable';
const QUOTES = 'get /v1/quotes';
const LEDGER = 'get /v1/ledger';

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
const article = (id: string, headers = {}): Call => ({ path: `/v1/articles/${id}`, headers });
const list = (query: string, headers = {}): Call => ({ path: `/v1/articles?${query}`, headers });

/** A call of each operation that is answered with its first documented status. */
export const PLAIN_CALLS: Readonly<Record<string, Ask>> = {
  [SUBMIT]: () => submitted('text/html', `<p>第${serial++}篇</p>`),
  [ARTICLE]: ({ enriched }) => article(enriched),
  [LIST]: ({ enriched, expired }) => list(`ids=${enriched},${NEVER_SEEN},${expired}`),
  // Not of an article that others read: for a moment it is not finished.
  [REFRESH]: ({ refreshed }) => article(`${refreshed}/refresh`),
  [DELETE]: ({ disposable }) => article(disposable.pop() ?? ''),
  [REDELIVER]: ({ enriched }) => article(`${enriched}/redeliver`),
  [EXPLAIN]: () => hexo(),
  [WEBHOOKS]: () => ({}),
  [ENABLE]: ({ endpoint }) => ({ path: `/v1/webhooks/${endpoint}/enable` }),
  [QUOTES]: () => ({ path: '/v1/quotes?tickers=sz000625,sh688688,fx_susdcny' }),
  [LEDGER]: () => ({}),
  'get /v1/failures': () => ({}),
  'get /openapi.json': () => ({}),
  'get /docs': () => ({}),
  'get /livez': () => ({}),
  'get /readyz': () => ({}),
  'get /metrics': () => ({}),
  'get /admin/queues': () => ({}),
};

/** What else is documented: the answers, and what is asked for them. */
export const OTHER_CALLS: readonly (readonly [operation: string, status: number, ask: Ask])[] = [
  [SUBMIT, 200, () => hexo()],
  [SUBMIT, 200, () => hexo({ Prefer: 'wait=5' })],
  [SUBMIT, 200, () => submitted('application/x-ndjson', '{"html":"<p>行</p>"}\n{')],
  ...[SUBMIT, EXPLAIN].flatMap((operation) => [
    [operation, 400, () => json('{')] as const,
    [operation, 413, ({ small }: Known) => ({ ...json('x'.repeat(1001)), at: small })] as const,
    [operation, 415, () => submitted('image/png', 'x')] as const,
    [operation, 422, () => json('{"html":"a","titel":1}')] as const,
  ]),
  ...['text/html', 'text/markdown', ANNOTATIONS, SCHEMA].map(
    (Accept) => [ARTICLE, 200, ({ enriched }: Known) => article(enriched, { Accept })] as const,
  ),
  [ARTICLE, 304, ({ enriched }) => article(enriched, { 'If-None-Match': '*' })],
  [ARTICLE, 400, ({ enriched }) => article(enriched, { Prefer: 'wait=x' })],
  [ARTICLE, 404, () => article(NEVER_SEEN)],
  [ARTICLE, 406, ({ enriched }) => article(enriched, { Accept: 'image/png' })],
  [ARTICLE, 410, ({ expired }) => article(expired)],
  [LIST, 200, () => ({})],
  ...['application/x-ndjson', 'text/event-stream', 'application/feed+json', 'application/rss+xml'].map(
    (Accept) => [LIST, 200, () => list('after=0-0', { Accept })] as const,
  ),
  [LIST, 400, () => list('after=nonsense')],
  [LIST, 400, () => list('ids=x')],
  [LIST, 406, () => list('', { Accept: 'image/png' })],
  [REFRESH, 404, () => article(`${NEVER_SEEN}/refresh`)],
  [REFRESH, 410, ({ expired }) => article(`${expired}/refresh`)],
  [DELETE, 404, () => article(NEVER_SEEN)],
  [REDELIVER, 404, () => article(`${NEVER_SEEN}/redeliver`)],
  [REDELIVER, 410, ({ expired }) => article(`${expired}/redeliver`)],
  [ENABLE, 404, () => ({ path: `/v1/webhooks/${NO_ENDPOINT}/enable` })],
  [LEDGER, 400, () => ({ path: '/v1/ledger?from=yesterday' })],
  [QUOTES, 400, () => ({ path: QUOTES.slice('get '.length) })],
];
