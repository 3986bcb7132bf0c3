import { settleWithin } from '../async/with-timeout.ts';
import { isAppError } from '../errors.ts';
import { retryAfterMs } from '../retry-after.ts';
import { type Attributes, NO_TRACING, type Tracing } from '../telemetry/trace.ts';
import { AddressRefused, type Resolve } from './addresses.ts';
import { type AddressPolicy, addressFault } from './callback-url.ts';
import { NameTimeout } from './host-names.ts';
import { postMessage, type WebhookRequest } from './post-message.ts';

/** The result of one attempt. `reason` contains nothing of the URL or of what the receiver sent. */
export type Attempt =
  | { readonly outcome: 'delivered'; readonly status: number }
  | {
      readonly outcome: 'failed';
      /** null if there was no response. */
      readonly status: number | null;
      readonly reason: string;
      readonly retryAfterMs?: number | undefined;
    }
  /**
   * The receiver wants no more webhooks (410), or must not be connected to. Trying again does not
   * help.
   */
  | { readonly outcome: 'gone' | 'refused'; readonly status: number | null; readonly reason: string };

export interface SendOptions extends AddressPolicy {
  readonly resolve: Resolve;
  /** For the whole attempt: lookup, connection, message and response. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** Aborts the attempt, which then throws its reason. */
  readonly signal: AbortSignal;
  /** Unset: nothing is traced, and the receiver gets no `traceparent`. */
  readonly tracing?: Tracing;
}

/** Thrown if the article changed while its message was being sent. */
export class MessageChanged extends Error {
  override readonly name = 'MessageChanged';
}

/**
 * Posts a message once, in its own span, whose `traceparent` the receiver gets. The span names only
 * the host, because path and query may contain secrets of the receiver.
 *
 * @throws whatever the message throws: an AppError, or {@link MessageChanged}.
 */
export async function sendWebhook(
  { url, headers, message }: WebhookRequest,
  { tracing = NO_TRACING, ...options }: SendOptions,
): Promise<Attempt> {
  const attributes = { 'http.request.method': 'POST', 'server.address': new URL(url).hostname };
  return await tracing.trace(
    'POST webhook',
    attributes,
    async (note) => {
      const attempt = await send({ url, headers: { ...headers, ...tracing.headers() }, message }, options);
      note(attributesOf(attempt));
      return attempt;
    },
    'client',
  );
}

function attributesOf({ outcome, status }: Attempt): Attributes {
  return {
    ...(status === null ? {} : { 'http.response.status_code': status }),
    ...(outcome === 'delivered' ? {} : { 'error.type': outcome }),
  };
}

async function send(request: WebhookRequest, options: SendOptions): Promise<Attempt> {
  const { timeoutMs, signal, now } = options;
  signal.throwIfAborted();
  const fault = addressFault(new URL(request.url), options);
  if (fault !== undefined) return { outcome: 'refused', status: null, reason: fault };
  try {
    const { status, headers } = await endedWithin(timeoutMs, signal, (ending) =>
      postMessage(request, options, ending),
    );
    return judged(status, headers['retry-after'], now());
  } catch (error) {
    signal.throwIfAborted();
    if (isAppError(error) || error instanceof MessageChanged) throw error;
    return failureOf(error, timeoutMs);
  }
}

function judged(status: number, retryAfter: string | undefined, now: Date): Attempt {
  if (status >= 200 && status < 300) return { outcome: 'delivered', status };
  if (status === 410) return { outcome: 'gone', status, reason: 'the receiver answered 410: it is gone' };
  const reason =
    status >= 300 && status < 400
      ? `the receiver answered ${status}: redirects are not followed`
      : `the receiver answered ${status}`;
  const isBusy = status === 429 || status === 503;
  return {
    outcome: 'failed',
    status,
    reason,
    ...(isBusy ? { retryAfterMs: retryAfterMs(retryAfter, now) } : {}),
  };
}

function failureOf(error: unknown, timeoutMs: number): Attempt {
  if (error instanceof AddressRefused) return { outcome: 'refused', status: null, reason: error.message };
  if (error instanceof NameTimeout) return { outcome: 'failed', status: null, reason: error.message };
  // The messages of network errors name addresses, and those of TLS whole certificates. The code is
  // enough.
  const { name, code = 'no answer' } = error as NodeJS.ErrnoException;
  const reason =
    name === 'TimeoutError'
      ? `it did not answer within ${timeoutMs} ms`
      : `it could not be reached (${code})`;
  return { outcome: 'failed', status: null, reason };
}

/**
 * Like {@link settleWithin}, but the signal that is passed to the work always aborts at the end.
 */
async function endedWithin<T>(
  milliseconds: number,
  signal: AbortSignal,
  work: (ending: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  try {
    return await settleWithin(milliseconds, work(ending.signal), signal);
  } finally {
    ending.abort();
  }
}
