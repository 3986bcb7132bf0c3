/**
 * Every operational failure has a code. What a caller must decide (a status, a retry) is decided
 * from the code alone, in one table per edge: `src/http/problem.ts` and
 * `workers/enrichment-failures.ts`.
 */
export const ERROR_CODES = [
  'invalid_request',
  'invalid_article',
  'article_too_large',
  'unsupported_media_type',
  'not_acceptable',
  'method_not_allowed',
  'not_found',
  'article_not_found',
  'article_expired',
  'article_stalled',
  'unauthorized',
  'forbidden',
  'cross_site',
  'host_not_allowed',
  'headers_too_large',
  'rate_limited',
  'overloaded',
  'store_unavailable',
  'store_refused',
  'provider_unavailable',
  'provider_refused',
  'provider_answer_invalid',
  'config_invalid',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export function isErrorCode(text: string | undefined): text is ErrorCode {
  return (ERROR_CODES as readonly (string | undefined)[]).includes(text);
}

/** One fault of a request, at a JSON Pointer (RFC 6901) into the submitted document. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

export interface AppErrorOptions extends ErrorOptions {
  readonly faults?: readonly Fault[];
  /** How many faults there are, if `faults` does not hold all of them. */
  readonly faultCount?: number;
  /** When the caller may try again, in seconds. */
  readonly retryAfterSeconds?: number;
}

/**
 * Answers report at most this many faults of a request. Nobody reads more, and a request may have a
 * million.
 */
export const MAX_FAULTS = 20;

/**
 * The longest pointer or message that is reported, in UTF-16 code units. A field name may have any
 * length.
 */
const MAX_FAULT_TEXT = 300;

/**
 * A failure that somebody must decide about. The message never contains a secret, a URL's query or
 * an article's body. Everything else that is thrown is a bug.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** The first {@link MAX_FAULTS} faults, with shortened texts. */
  readonly faults: readonly Fault[];
  /** How many faults there are beyond `faults`. */
  readonly moreFaults: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    const { faults = [], faultCount = faults.length, retryAfterSeconds, ...rest } = options;
    super(message, rest);
    this.code = code;
    this.faults = faults.slice(0, MAX_FAULTS).map(({ pointer, detail }) => ({
      pointer: shortened(pointer),
      detail: shortened(detail),
    }));
    this.moreFaults = faultCount - this.faults.length;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

function shortened(text: string): string {
  return text.length > MAX_FAULT_TEXT ? `${text.slice(0, MAX_FAULT_TEXT).toWellFormed()}…` : text;
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

/** Returns the message of any thrown value, for a log or a cause. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
