import { type Job, UnrecoverableError } from 'bullmq';
import type { ArticleProblem } from '../src/articles/lifecycle/article-record.ts';
import { type ErrorCode, isAppError, messageOf } from '../src/errors.ts';
import { failureMessage, readFailure } from '../src/queue/job-failure.ts';

/** Whether retrying can help, by error code. An error without a code is a bug, and is retried. */
const RETRYABLE = {
  store_unavailable: true,
  store_refused: true,
  overloaded: true,
  rate_limited: true,
  provider_unavailable: true,
  provider_refused: true,
  provider_answer_invalid: true,
  invalid_request: false,
  invalid_article: false,
  article_too_large: false,
  unsupported_media_type: false,
  not_acceptable: false,
  method_not_allowed: false,
  not_found: false,
  article_not_found: false,
  article_expired: false,
  article_stalled: false,
  unauthorized: false,
  forbidden: false,
  cross_site: false,
  host_not_allowed: false,
  headers_too_large: false,
  config_invalid: false,
} as const satisfies Record<ErrorCode, boolean>;

/**
 * Returns the error with which the job of an article fails. BullMQ does not repeat a job after an
 * `UnrecoverableError`.
 */
export function forQueue(error: unknown): Error {
  if (!isAppError(error)) return error instanceof Error ? error : new Error(messageOf(error));
  const message = failureMessage(error);
  return RETRYABLE[error.code] ? new Error(message, { cause: error }) : new UnrecoverableError(message);
}

/** Returns whether the job fails for good, by BullMQ's own rule. */
export function isFinal({ attemptsMade, opts }: Job, failure: Error): boolean {
  return failure instanceof UnrecoverableError || attemptsMade + 1 >= (opts.attempts ?? 1);
}

/**
 * Returns the problem that the article's record shows. For a bug it is generic, because the message
 * is for the log.
 */
export function problemOf({ message }: Error): ArticleProblem {
  const { code, detail } = readFailure(message);
  return {
    code,
    detail: code === 'internal' ? 'Enriching failed. The reason is in the log' : detail,
  };
}
