import { type Job, UnrecoverableError } from 'bullmq';
import type { ArticleProblem } from '../src/articles/lifecycle/article-record.ts';
import { type ErrorCode, isAppError, isErrorCode, messageOf } from '../src/errors.ts';

/** Whether trying an article again can help, by what went wrong; what is not named by a code is a bug, and tried again. */
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

/** BullMQ keeps only an error's message, so the code stands in it. */
export function forQueue(error: unknown): Error {
  if (!isAppError(error)) return error instanceof Error ? error : new Error(messageOf(error));
  const message = `${error.code}: ${error.message}`;
  return RETRYABLE[error.code] ? new Error(message, { cause: error }) : new UnrecoverableError(message);
}

/** Whether the job fails for good by this, as BullMQ decides it. */
export function isFinal({ attemptsMade, opts }: Job, failure: Error): boolean {
  return failure instanceof UnrecoverableError || attemptsMade + 1 >= (opts.attempts ?? 1);
}

const BUG: ArticleProblem = {
  code: 'internal',
  detail: 'Enriching it failed for a reason that is in the log',
};

/** What is said of an article that kills its workers. */
export const STALLED = 'Two workers died while they were enriching it';

/** BullMQ's own words for it. */
export function isStalled(error: Error): boolean {
  return /^job stalled/.test(error.message);
}

/** What is said of a failure in the article's record. */
export function problemOf(error: Error): ArticleProblem {
  if (isStalled(error)) {
    return { code: 'article_stalled' satisfies ErrorCode, detail: STALLED };
  }
  const [, code, detail] = /^([a-z_]+): (.*)$/s.exec(error.message) ?? [];
  return isErrorCode(code) && detail !== undefined ? { code, detail } : BUG;
}
