import type { ErrorCode } from '../../errors.ts';
import { statusOf } from '../problem.ts';
import { ARTICLE_OPERATIONS } from './article-operations.ts';
import { componentSchemas, referenceTo, type SchemaName } from './components.ts';
import type { Content, DocumentedAnswer, HeaderName, Operation } from './operation.ts';
import { OPERATOR_OPERATIONS } from './operator-operations.ts';
import { SERVICE_OPERATIONS } from './service-operations.ts';
import { WEBHOOK_OPERATIONS } from './webhook-operations.ts';

/** Every call that the document lists; one that is built gets an entry here, and the contract test a driver. */
export const OPERATIONS: readonly Operation[] = [
  ...ARTICLE_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
  ...OPERATOR_OPERATIONS,
  ...SERVICE_OPERATIONS,
];

const HEADERS: Readonly<Record<HeaderName | 'X-Request-Id', string>> = {
  Location: 'Where the article can be read.',
  'Retry-After': 'When to come again, in seconds.',
  ETag: 'Strong, of this representation and revision.',
  'Preference-Applied': 'The wait that was granted.',
  Vary: 'What else the answer depends on.',
  'Cache-Control': 'How long the answer may be kept.',
  'Cache-Status': 'Whether a provider was asked (RFC 9211).',
  Age: 'How many seconds ago the oldest quote was fetched.',
  RateLimit: 'What is left of the key’s limit, and in how many seconds it is whole again.',
  'RateLimit-Policy': 'The key’s limit.',
  'X-Request-Id': 'The id of the request, its sender’s where one was sent.',
};

/** The whole API as an OpenAPI 3.1 document. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'tickerspan',
      version: '1.0.0',
      description:
        'Turns scraped financial articles into ones whose companies are verified, linked and priced. Times are ISO 8601, UTC; errors are RFC 9457 problem details. Every GET can be a HEAD. What changes something is refused with 403 `cross_site` when a browser says that a page of another site asks for it. An API without keys refuses any host but this machine with 421 `host_not_allowed`. Unknown query parameters, and those given twice, are refused with 400, as are a malformed `Host`, a repeated `Host`, `Authorization` or `Content-Type`, and a `Transfer-Encoding` other than chunked; more than 100 headers with 431. Paths are case-sensitive and have no slash at the end.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: componentSchemas(),
      headers: Object.fromEntries(
        Object.entries(HEADERS).map(([name, description]) => [
          name,
          { description, schema: { type: 'string' } },
        ]),
      ),
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key of API_KEYS; where none is set, none is needed.',
        },
        password: { type: 'http', scheme: 'basic', description: 'The key as the password, for browsers.' },
      },
    },
  };
}

function described(operation: Operation): object {
  const { method, path, scope, problems, answers, request, summary, description = '', ...rest } = operation;
  return {
    ...rest,
    summary,
    ...(description === '' && scope === null ? {} : { description: withScope(description, scope) }),
    security: scope === null ? [] : [{ key: [scope] }, { password: [scope] }, {}],
    ...(request ? { requestBody: { required: true, content: contentOf(request) } } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseOf(answer)])),
      ...problemResponses([
        ...new Set([...problems, ...problemsOfAll(operation), ...problemsOfKeys(operation)]),
      ]),
    },
  };
}

/** Any call of ours may have a parameter that it does not know; the dashboard looks after its own. */
function problemsOfAll({ path }: Operation): readonly ErrorCode[] {
  return path.startsWith('/admin/') ? [] : ['invalid_request'];
}

/** What can go wrong with a call because of its key; the dashboard does not count against its limit. */
function problemsOfKeys({ scope, path }: Operation): readonly ErrorCode[] {
  if (scope === null) return [];
  const isLimited = path.startsWith('/v1/');
  return ['unauthorized', 'forbidden', ...(isLimited ? (['rate_limited'] as const) : [])];
}

function withScope(description: string, scope: string | null): string {
  return [description, scope === null ? '' : `Needs a key with the scope ${scope}, where keys are set.`]
    .filter(Boolean)
    .join(' ');
}

function responseOf({ description, headers = [], content }: DocumentedAnswer): object {
  return {
    description,
    headers: headersOf(headers),
    ...(content ? { content: contentOf(content) } : {}),
  };
}

function contentOf(content: Readonly<Record<string, Content | readonly SchemaName[]>>): object {
  return Object.fromEntries(Object.entries(content).map(([type, what]) => [type, mediaOf(what)]));
}

function mediaOf(what: Content | readonly SchemaName[]): object {
  if (typeof what === 'string') return { schema: referenceTo(what) };
  if ('text' in what) return { schema: { type: 'string' }, example: what.text };
  return { schema: { anyOf: what.map(referenceTo) } };
}

const PROBLEM_HEADERS: Readonly<Record<number, readonly HeaderName[]>> = {
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  503: ['Retry-After'],
};

/** One response a status: several codes may share one. */
function problemResponses(codes: readonly ErrorCode[]): object {
  const responses = [...new Set(codes.map(statusOf))].map((status) => [
    status,
    {
      description: `Problem: ${codes.filter((code) => statusOf(code) === status).join(', ')}.`,
      headers: headersOf(PROBLEM_HEADERS[status] ?? []),
      content: { 'application/problem+json': { schema: referenceTo('Problem') } },
    },
  ]);
  return Object.fromEntries(responses);
}

function headersOf(names: readonly HeaderName[]): object {
  const all = ['X-Request-Id', ...names];
  return Object.fromEntries(all.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
