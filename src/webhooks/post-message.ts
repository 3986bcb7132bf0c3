import { type IncomingHttpHeaders, request as requestOver } from 'node:http';
import { connect as connectTcp, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { connect as connectTls } from 'node:tls';
import { lookupWith, type Resolve } from './addresses.ts';
import { bareHost } from './callback-url.ts';

export interface WebhookMessage {
  readonly headers: Readonly<Record<string, string>>;
  /** In bytes. */
  readonly length: number;
  /** Read as fast as the receiver accepts it. An error that it throws ends the attempt. */
  readonly body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

export interface WebhookRequest {
  readonly url: string;
  /** Sent in addition to the headers of the message. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called once the receiver is connected, so that nothing is read for a receiver that is away. */
  readonly message: () => Promise<WebhookMessage>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

const USER_AGENT = 'tickerspan-webhooks/1';

/**
 * How long Node waits for one address before it tries the next. Its default is too short for
 * another continent.
 */
const ADDRESS_TIMEOUT_MS = 1000;

/**
 * The rest of a response is read so that the receiver is not cut off, but only this much and for
 * this long.
 */
const MAX_ANSWER_BYTES = 65_536;
const MAX_ANSWER_MS = 1000;

/** How many 1xx responses a receiver may send before its final one. */
const MAX_INTERIM_ANSWERS = 20;

/**
 * Connects, then reads the message and posts it. Each attempt has its own connection, to addresses
 * that were just checked. Redirects are not followed, and the proxies of the environment are not
 * used.
 *
 * @param ending destroys the connection when it is aborted.
 */
export async function postMessage(
  request: WebhookRequest,
  { resolve, allowPrivate }: { readonly resolve: Resolve; readonly allowPrivate: boolean },
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

/** Opens a connection to the host of a URL, encrypted for https. */
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
  // This listener stays: a connection that breaks later must not end the process.
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

/** Settles as soon as there is a response, or the connection can no longer bring one. */
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
    // A status counts as a response, however the rest of it ends.
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
