import { AppError, type ErrorCode, type Fault, isAppError } from '../errors.ts';
import type { Reply } from './reply.ts';

/** What a client is told of each error: the status, and a title that is the same for every instance of it. */
const PROBLEMS = {
  invalid_request: [400, 'The request cannot be read'],
  invalid_article: [422, 'The article cannot be taken'],
  article_too_large: [413, 'The article is too large'],
  unsupported_media_type: [415, 'The media type is not supported'],
  not_acceptable: [406, 'No representation is acceptable'],
  method_not_allowed: [405, 'The method is not allowed'],
  not_found: [404, 'There is nothing here'],
  article_not_found: [404, 'The article is not known'],
  article_expired: [410, 'The article has expired'],
  article_stalled: [500, 'The article could not be enriched'],
  unauthorized: [401, 'A key is needed'],
  forbidden: [403, 'The key does not allow this'],
  cross_site: [403, 'A page of another site may not do this'],
  host_not_allowed: [421, 'This host is not served'],
  headers_too_large: [431, 'The request has too many headers'],
  rate_limited: [429, 'The key has reached its limit'],
  overloaded: [503, 'The service has more to do than it can'],
  store_unavailable: [503, 'The service cannot store articles now'],
  store_refused: [500, 'The store refused a command'],
  provider_unavailable: [503, 'No quotes can be had now'],
  provider_refused: [503, 'No quotes can be had now'],
  provider_answer_invalid: [503, 'No quotes can be had now'],
  config_invalid: [500, 'The service is not set up rightly'],
} as const satisfies Record<ErrorCode, readonly [status: number, title: string]>;

/** When a client that got a 503 may try again, in seconds, unless the error itself says. */
const RETRY_AFTER_SECONDS = { store: 2, overloaded: 15 };

/** When a client may try again after an error, in seconds; undefined if trying again changes nothing. */
export function retryAfterOf(error: unknown): number | undefined {
  if (!isAppError(error)) return undefined;
  if (error.retryAfterSeconds !== undefined) return error.retryAfterSeconds;
  if (statusOf(error.code) !== 503) return undefined;
  return error.code === 'overloaded' ? RETRY_AFTER_SECONDS.overloaded : RETRY_AFTER_SECONDS.store;
}

/** RFC 9457 problem details, and what tickerspan adds to them. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode | 'internal';
  readonly requestId: string;
  readonly errors?: readonly Fault[];
}

/** The status that an error is answered with. */
export function statusOf(code: ErrorCode): number {
  return PROBLEMS[code][0];
}

/**
 * An error as problem details. Whatever is no AppError is a bug: the client learns that something went wrong
 * and the request's id, nothing more.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const known = isAppError(error) ? error : undefined;
  const [status, title] = known ? PROBLEMS[known.code] : [500, 'Something went wrong'];
  return {
    type: `urn:tickerspan:problem:${known?.code ?? 'internal'}`,
    title,
    status,
    detail: known
      ? detailOf(known)
      : 'The request failed for a reason that is in the log under this request id',
    code: known?.code ?? 'internal',
    requestId,
    ...(known && known.faults.length > 0 ? { errors: known.faults } : {}),
  };
}

function detailOf({ message, moreFaults }: AppError): string {
  return moreFaults > 0 ? `${message} (${moreFaults} more errors are not listed)` : message;
}

/** An error as the answer to its request. */
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
      // Chromium does not look behind the first challenge of a header, and so would never ask for a password.
      ...(status === 401
        ? { 'WWW-Authenticate': ['Bearer realm="tickerspan"', 'Basic realm="tickerspan"'] }
        : {}),
    },
    body,
  };
}

/** What Express throws for a path that it cannot decode, as an error of ours. */
export function fromExpress(error: unknown): unknown {
  return (error as { status?: number }).status === 400
    ? new AppError('invalid_request', 'The request cannot be decoded', { cause: error })
    : error;
}
