import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isPrivateHost } from './callback-url.ts';
import { AddressRefused, lookupWith, type Resolve } from './public-lookup.ts';
import { retryAfterMs } from './retry-schedule.ts';

/** What became of one attempt. `reason` holds nothing of the URL or of what the receiver wrote. */
export type Attempt =
  | { readonly outcome: 'delivered'; readonly status: number }
  | {
      readonly outcome: 'failed';
      /** null: there was no answer. */
      readonly status: number | null;
      readonly reason: string;
      readonly retryAfterMs?: number | undefined;
    }
  /** The receiver wants no more (410), or must not be connected to: trying again is of no use. */
  | { readonly outcome: 'gone' | 'refused'; readonly status: number | null; readonly reason: string };

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SendOptions {
  readonly allowPrivate: boolean;
  readonly resolve: Resolve;
  /** For the whole attempt: name, connection, answer. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** @throws its reason when it is aborted. */
  readonly signal: AbortSignal;
}

const USER_AGENT = 'tickerspan-webhooks/1';

/** More of an answer is not waited for; whatever it says is dropped. */
const MOST_ANSWER_BYTES = 65_536;

/** Posts a message once. Redirects are not followed, and proxies that the environment names are not asked. */
export async function sendWebhook(
  request: WebhookRequest,
  { signal, ...options }: SendOptions,
): Promise<Attempt> {
  signal.throwIfAborted();
  try {
    const { statusCode = 0, headers } = await post(request, { signal, ...options });
    return judged(statusCode, headers['retry-after'], options.now());
  } catch (error) {
    signal.throwIfAborted();
    return failureOf(error, options.timeoutMs);
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
  // Messages of the network name addresses, of TLS whole certificates: the code is enough.
  const { name, code = 'no answer' } = error as NodeJS.ErrnoException;
  const reason =
    name === 'TimeoutError'
      ? `it did not answer within ${timeoutMs} ms`
      : `it could not be reached (${code})`;
  return { outcome: 'failed', status: null, reason };
}

/** Resolves once the answer has ended, or as much of it has come as is waited for. */
function post(
  { url, headers, body }: WebhookRequest,
  { allowPrivate, resolve, timeoutMs, signal }: Omit<SendOptions, 'now'>,
): Promise<IncomingMessage> {
  const target = new URL(url);
  if (!allowPrivate && isPrivateHost(target.hostname)) return Promise.reject(new AddressRefused());
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  const options: RequestOptions & { autoSelectFamilyAttemptTimeout: number } = {
    method: 'POST',
    headers: { ...headers, 'User-Agent': USER_AGENT, 'Content-Length': Buffer.byteLength(body) },
    lookup: lookupWith(resolve, allowPrivate),
    // A connection of its own: one that is kept alive would be to an address that was checked long ago.
    agent: false,
    // Node gives an address a quarter of a second before it tries the next, which another continent needs for itself.
    autoSelectFamilyAttemptTimeout: 1000,
    signal,
  };
  return new Promise((fulfil, reject) => {
    const request = send(target, options);
    const timer = setTimeout(
      () => request.destroy(new DOMException('The time for this is up', 'TimeoutError')),
      timeoutMs,
    );
    // What has a status has an answer, however the rest of it ends.
    let answer: IncomingMessage | undefined;
    request.on('response', (response) => {
      answer = response;
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_ANSWER_BYTES) response.destroy();
      });
      response.on('error', () => {});
    });
    request.on('error', (error) => {
      if (!answer) reject(error);
    });
    request.on('close', () => {
      clearTimeout(timer);
      if (answer) fulfil(answer);
    });
    request.end(body);
  });
}
