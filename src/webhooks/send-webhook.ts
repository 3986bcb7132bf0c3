import { type IncomingHttpHeaders, request as requestOver } from 'node:http';
import { connect as connectTcp, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { connect as connectTls } from 'node:tls';
import { settleWithin } from '../async/with-timeout.ts';
import { isAppError } from '../errors.ts';
import { retryAfterMs } from '../retry-after.ts';
import { type AddressPolicy, addressFault, bareHost } from './callback-url.ts';
import { NameTimeout } from './host-names.ts';
import { AddressRefused, lookupWith, type Resolve } from './public-lookup.ts';

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

export interface WebhookMessage {
  readonly headers: Readonly<Record<string, string>>;
  /** In bytes. */
  readonly length: number;
  /** Read as fast as the receiver takes it. An AppError or {@link MessageChanged} that it throws ends the attempt. */
  readonly body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

export interface WebhookRequest {
  readonly url: string;
  /** Besides those of the message. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called once the receiver is connected: nothing is read for one that is away. */
  readonly message: () => Promise<WebhookMessage>;
}

export interface SendOptions extends AddressPolicy {
  readonly resolve: Resolve;
  /** For the whole attempt: name, connection, message, answer. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** @throws its reason when it is aborted. */
  readonly signal: AbortSignal;
}

/** Another message has taken the place of the one that was being sent. */
export class MessageChanged extends Error {
  override readonly name = 'MessageChanged';
}

const USER_AGENT = 'tickerspan-webhooks/1';

/** How long Node waits for one address before it tries the next; its default is too short for another continent. */
const ADDRESS_TIMEOUT_MS = 1000;

/** The rest of an answer is read so that the receiver is not cut off, but only so much and for so long. */
const MAX_ANSWER_BYTES = 65_536;
const MAX_ANSWER_MS = 1000;

/** A receiver that sends more 1xx answers than this sends no other. */
const MAX_INTERIM_ANSWERS = 20;

/**
 * Posts a message once. Redirects are not followed, and proxies that the environment names are not used.
 *
 * @throws whatever the message throws: an AppError, or {@link MessageChanged}.
 */
export async function sendWebhook(request: WebhookRequest, options: SendOptions): Promise<Attempt> {
  const { timeoutMs, signal, now } = options;
  signal.throwIfAborted();
  const fault = addressFault(new URL(request.url), options);
  if (fault !== undefined) return { outcome: 'refused', status: null, reason: fault };
  try {
    const { status, headers } = await endedWithin(timeoutMs, signal, (ending) =>
      exchange(request, options, ending),
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
  // Messages of the network name addresses, of TLS whole certificates: the code is enough.
  const { name, code = 'no answer' } = error as NodeJS.ErrnoException;
  const reason =
    name === 'TimeoutError'
      ? `it did not answer within ${timeoutMs} ms`
      : `it could not be reached (${code})`;
  return { outcome: 'failed', status: null, reason };
}

/** Like {@link settleWithin}, but the signal that is passed to the work always aborts at the end. */
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

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Connects, then reads the message and posts it. Each attempt has its own connection, to addresses that were just checked. */
async function exchange(
  request: WebhookRequest,
  { resolve, allowPrivate }: SendOptions,
  ending: AbortSignal,
): Promise<Answer> {
  const target = new URL(request.url);
  const socket = await connected(
    target,
    { lookup: lookupWith(resolve, allowPrivate), autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS },
    ending,
  );
  try {
    const { headers, ...message } = await request.message();
    ending.throwIfAborted();
    return await post(socket, target, { ...message, headers: { ...request.headers, ...headers } });
  } finally {
    socket.destroy();
  }
}

/** A connection to a URL's host, encrypted for https. It is destroyed when `ending` is aborted. */
function connected(
  { protocol, hostname, port }: URL,
  options: Pick<TcpNetConnectOpts, 'lookup' | 'autoSelectFamilyAttemptTimeout'>,
  ending: AbortSignal,
): Promise<Socket> {
  const isSecure = protocol === 'https:';
  const host = bareHost(hostname);
  const to = { ...options, host, port: Number(port || (isSecure ? 443 : 80)), autoSelectFamily: true };
  const socket = isSecure
    ? connectTls({ ...to, ...(isIP(host) > 0 ? {} : { servername: host }), ALPNProtocols: ['http/1.1'] })
    : connectTcp(to);
  // A listener that stays: a connection that breaks later must not end the process.
  const closed = new Promise<never>((_resolve, reject) => {
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
  closed.catch(() => {});
  ending.addEventListener('abort', () => socket.destroy(), { once: true });
  const opened = new Promise<void>((resolve) => {
    socket.once(isSecure ? 'secureConnect' : 'connect', resolve);
  });
  return Promise.race([opened.then(() => socket), closed]);
}

/** Settles as soon as there is an answer, or the connection can bring none. */
function post(socket: Socket, target: URL, { headers, length, body }: WebhookMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = requestOver({
      createConnection: () => socket,
      method: 'POST',
      path: target.pathname + target.search,
      headers: { ...headers, Host: target.host, 'User-Agent': USER_AGENT, 'Content-Length': length },
    });
    let interim = 0;
    let isAnswered = false;
    // What has a status has an answer, however the rest of it ends.
    const fail = (error: unknown): void => {
      if (!isAnswered) reject(error);
    };
    request.on('information', () => {
      interim += 1;
      if (interim > MAX_INTERIM_ANSWERS) request.destroy(new Error('too many interim answers'));
    });
    request.on('upgrade', ({ statusCode = 101, headers: answered }, upgraded) => {
      upgraded.destroy();
      resolve({ status: statusCode, headers: answered });
    });
    request.on('response', (response) => {
      isAnswered = true;
      const settle = (): void => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers });
      };
      const timer = setTimeout(settle, MAX_ANSWER_MS);
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) settle();
      });
      response.on('error', settle).on('close', settle).on('end', settle);
    });
    request.on('error', fail);
    request.on('close', () => fail(new Error('closed without an answer')));
    pipeline(Readable.from(body), request).catch(fail);
  });
}
