import { z } from 'zod';
import type { DeepReadonly } from '../deep-readonly.ts';
import { AppError, type ErrorCode, type Fault, isAppError, MAX_FAULTS } from '../errors.ts';
import { components } from './components.ts';
import type { Reply } from './reply.ts';

/** The status and the title of each error. The title is the same for every instance. */
const PROBLEMS = {
  invalid_request: [400, 'The request cannot be read'],
  invalid_article: [422, 'The article cannot be accepted'],
  article_too_large: [413, 'The article is too large'],
  unsupported_media_type: [415, 'The media type is not supported'],
  not_acceptable: [406, 'No representation is acceptable'],
  method_not_allowed: [405, 'The method is not allowed'],
  not_found: [404, 'Nothing was found here'],
  article_not_found: [404, 'The article was not found'],
  article_expired: [410, 'The article has expired'],
  article_stalled: [500, 'The article could not be enriched'],
  unauthorized: [401, 'A key is needed'],
  forbidden: [403, 'The key does not allow this'],
  cross_site: [403, 'Pages of other sites may not do this'],
  host_not_allowed: [421, 'The API does not serve this host'],
  headers_too_large: [431, 'The request has too many headers'],
  rate_limited: [429, 'The key has reached its limit'],
  overloaded: [503, 'The service is overloaded'],
  store_unavailable: [503, 'The store is unavailable'],
  store_refused: [500, 'The store refused a command'],
  provider_unavailable: [503, 'No quotes are available'],
  provider_refused: [503, 'No quotes are available'],
  provider_answer_invalid: [503, 'No quotes are available'],
  config_invalid: [500, 'The configuration is invalid'],
} as const satisfies Record<ErrorCode, readonly [status: number, title: string]>;

/** When to try again after a 503, in seconds, unless the error itself says. */
const RETRY_AFTER_SECONDS = { store: 2, overloaded: 15 };

/** Returns when to try again, in seconds; undefined if trying again changes nothing. */
export function retryAfterOf(error: unknown): number | undefined {
  if (!isAppError(error)) return undefined;
  if (error.retryAfterSeconds !== undefined) return error.retryAfterSeconds;
  if (statusOf(error.code) !== 503) return undefined;
  return error.code === 'overloaded' ? RETRY_AFTER_SECONDS.overloaded : RETRY_AFTER_SECONDS.store;
}

export const faultSchema = z.strictObject({
  pointer: z
    .string()
    .describe('A JSON Pointer (RFC 6901) to the faulty field, or to the name of a parameter or header.'),
  detail: z.string(),
}) satisfies z.ZodType<Fault>;

export const problemSchema = z
  .strictObject({
    type: z.string().describe('`urn:tickerspan:problem:` and the code.'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What is wrong, and what to change.'),
    code: z.string().describe('For programs to branch on.'),
    requestId: z.string().describe('The id in X-Request-Id. The log has it too.'),
    errors: z
      .array(faultSchema)
      .max(MAX_FAULTS)
      .exactOptional()
      .describe('The first errors. `detail` says how many more there are.'),
  })
  .describe('RFC 9457 problem details.')
  .register(components, {
    id: 'Problem',
    examples: [
      {
        type: 'urn:tickerspan:problem:invalid_article',
        title: 'The article cannot be accepted',
        status: 422,
        detail: 'The article has invalid fields',
        code: 'invalid_article',
        requestId: '0b0f7a52-6a1b-4a43-8f0c-0d6c3a5d9d2e',
        errors: [{ pointer: '/titel', detail: 'Unknown field' }],
      },
    ],
  });

export type Problem = DeepReadonly<z.infer<typeof problemSchema>>;

export function statusOf(code: ErrorCode): number {
  return PROBLEMS[code][0];
}

/**
 * Describes an error to the client. Everything except an AppError is a bug: then the client learns
 * only that something went wrong, and the id of the request.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const known = isAppError(error) ? error : undefined;
  const [status, title] = known ? PROBLEMS[known.code] : [500, 'Something went wrong'];
  return {
    type: `urn:tickerspan:problem:${known?.code ?? 'internal'}`,
    title,
    status,
    detail: known ? detailOf(known) : 'The request failed. The log has the reason under this request id.',
    code: known?.code ?? 'internal',
    requestId,
    ...(known && known.faults.length > 0 ? { errors: known.faults } : {}),
  };
}

function detailOf({ message, moreFaults }: AppError): string {
  return moreFaults > 0 ? `${message} (${moreFaults} more errors are not listed)` : message;
}

export function problemReply(error: unknown, requestId: string): Reply {
  const body = problemOf(error, requestId);
  const { status } = body;
  const retryAfter = retryAfterOf(error);
  return {
    status,
    type: 'application/problem+json; charset=utf-8',
    headers: {
      'Cache-Control': 'no-store',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
      // Chromium reads only the first challenge of a header, so that it would never ask for a
      // password.
      ...(status === 401
        ? { 'WWW-Authenticate': ['Bearer realm="tickerspan"', 'Basic realm="tickerspan"'] }
        : {}),
    },
    body,
  };
}

/** Converts what Express throws if it cannot decode a path. */
export function fromExpress(error: unknown): unknown {
  return (error as { status?: number }).status === 400
    ? new AppError('invalid_request', 'The request cannot be decoded', { cause: error })
    : error;
}
