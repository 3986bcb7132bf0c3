import { type AppError, type ErrorCode, isErrorCode } from '../errors.ts';

/** Why a job failed. */
export interface JobFailure {
  /** An error code, or `internal` for a bug. */
  readonly code: string;
  readonly detail: string;
}

/** The failure of an article that kills its workers. */
export const STALLED = {
  code: 'article_stalled' satisfies ErrorCode,
  detail: 'Its workers died while they were enriching it',
} as const satisfies JobFailure;

/**
 * Formats a failure for {@link readFailure}. BullMQ keeps only the message of an error, so the code
 * goes into the message.
 */
export function failureMessage({ code, message }: AppError): string {
  return `${code}: ${message}`;
}

/** Reads why a job failed from the reason that BullMQ kept. */
export function readFailure(failedReason: string): JobFailure {
  if (hasStalled(failedReason)) return STALLED;
  const [, code, detail] = /^([a-z_]+): (.*)$/s.exec(failedReason) ?? [];
  return isErrorCode(code) && detail !== undefined
    ? { code, detail }
    : { code: 'internal', detail: failedReason };
}

/**
 * Returns whether BullMQ itself failed the job, because its workers died. No processor sees such a
 * failure.
 */
export function hasStalled(failedReason: string): boolean {
  return failedReason.startsWith('job stalled');
}
