import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A call that arrived, with any response. */
export interface Receipt {
  /** The query of the callback's URL, which distinguishes the callbacks of one receiver. */
  readonly callback: string;
  readonly webhookId: string;
  readonly isSigned: boolean;
  readonly article: string;
  readonly revision: number;
}

/** What a receiver does with the first attempt at each message. It accepts the second one. */
const FIRST_ANSWERS = {
  takes: (_request, response) => void response.writeHead(204).end(),
  'fails-once': (_request, response) => void response.writeHead(500).end('no'),
  'cuts-once': (_request, response) => void response.destroy(),
  'switches-protocols-once': ({ socket }) =>
    void socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
  'redirects-once': (_request, response) =>
    void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  'answers-garbage-once': ({ socket }) => void socket.end('no HTTP at all\r\n\r\n'),
  'is-late': (_request, response) => void setTimeout(() => response.writeHead(204).end(), 3000),
  'floods-once': flood,
  'hangs-once': () => {},
  // This disables the endpoint: later deliveries to it fail without a call.
  'is-gone': (_request, response) => void response.writeHead(410).end(),
} as const satisfies Record<string, (request: IncomingMessage, response: ServerResponse) => void>;

export type ReceiverKind = keyof typeof FIRST_ANSWERS;

/**
 * The kinds for ordinary callbacks. Receivers that hang occupy a slot for long, so they have their
 * own fault.
 */
export const RECEIVER_KINDS = (Object.keys(FIRST_ANSWERS) as ReceiverKind[]).filter(
  (kind) => kind !== 'hangs-once' && kind !== 'is-gone',
);

/**
 * Receivers of webhooks, each kind at its own address, so that they do not share a limit by host.
 */
export interface Receivers extends AsyncDisposable {
  /** Returns the callback URL for `callback`, a name that the caller chooses. */
  urlOf(kind: ReceiverKind, callback: string): string;
  readonly receipts: readonly Receipt[];
}

export async function startReceivers(secret: string): Promise<Receivers> {
  const receipts: Receipt[] = [];
  const servers = new Map<ReceiverKind, Server>();
  for (const [index, kind] of (Object.keys(FIRST_ANSWERS) as ReceiverKind[]).entries()) {
    servers.set(kind, await startReceiver(`127.0.0.${2 + index}`, kind, secret, receipts));
  }
  return {
    receipts,
    urlOf: (kind, callback) => {
      const { address, port } = (servers.get(kind) as Server).address() as AddressInfo;
      return `http://${address}:${port}/${kind}?${callback}`;
    },
    [Symbol.asyncDispose]: async () => {
      for (const server of servers.values()) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
}

async function startReceiver(
  host: string,
  kind: ReceiverKind,
  secret: string,
  receipts: Receipt[],
): Promise<Server> {
  const seen = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    const receipt = receiptOf(request, body, secret);
    receipts.push(receipt);
    const isFirst = !seen.has(receipt.webhookId);
    seen.add(receipt.webhookId);
    FIRST_ANSWERS[isFirst || kind === 'is-gone' ? kind : 'takes'](request, response);
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(0, host);
  await once(server, 'listening');
  return server;
}

/** Sends an endless response as fast as it is read. */
function flood(_request: IncomingMessage, response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536);
  const pour = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', pour).on('error', () => {});
  pour();
}

function receiptOf(request: IncomingMessage, body: string, secret: string): Receipt {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const webhookId = header('webhook-id');
  const signed = `${webhookId}.${header('webhook-timestamp')}.${body}`;
  const { id = '', revision = 0 } = dataIn(body);
  return {
    callback: request.url?.split('?')[1] ?? '',
    webhookId,
    isSigned: isSignedBy(secret, signed, header('webhook-signature')),
    article: id,
    revision,
  };
}

function dataIn(body: string): { readonly id?: string; readonly revision?: number } {
  try {
    return (JSON.parse(body) as { data?: object }).data ?? {};
  } catch {
    return {};
  }
}

/**
 * Checks a signature of Standard Webhooks 1.0.0 without its age limit, because clocks step here.
 */
function isSignedBy(secret: string, signed: string, header: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(signed).digest();
  return header
    .split(' ')
    .map((part) => Buffer.from(part.replace(/^v1,/, ''), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
}
