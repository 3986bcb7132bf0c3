import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { tracked } from './open-resources.ts';

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * What the receiver does with a webhook: it answers with a status; never answers; drops the
 * connection; or sends a 200 with an endless body, slowly or fast.
 */
export type ReceiverAnswer =
  | number
  | { readonly status: number; readonly headers: Record<string, string> }
  | 'hang'
  | 'drop'
  | 'drip'
  | 'flood';

export interface Receiver extends AsyncDisposable {
  /** Scheme and host. */
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedWebhook[];
  /** The number of connections so far. */
  readonly connections: number;
  /** Sets how webhooks are answered from now on. */
  answer(next: (webhook: ReceivedWebhook) => ReceiverAnswer): void;
}

/**
 * Starts a receiver of webhooks on a free loopback port. It answers 204 until `answer` is called.
 */
export async function startReceiver(host = '127.0.0.1'): Promise<Receiver> {
  let answerOf: (webhook: ReceivedWebhook) => ReceiverAnswer = () => 204;
  let connections = 0;
  const received: ReceivedWebhook[] = [];
  const server = createServer(async (request, response) => {
    const webhook = { path: request.url ?? '', headers: request.headers, body: await text(request) };
    received.push(webhook);
    answer(response, answerOf(webhook));
  });
  server.on('connection', () => connections++);
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver = {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    received,
    get connections() {
      return connections;
    },
    answer(next: (webhook: ReceivedWebhook) => ReceiverAnswer) {
      answerOf = next;
    },
  };
  return tracked('receiver', receiver, async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
}

function answer(response: ServerResponse, how: ReceiverAnswer): void {
  if (how === 'hang') return;
  if (how === 'drop') {
    response.destroy();
  } else if (how === 'drip') {
    response.write('.');
  } else if (how === 'flood') {
    const chunk = Buffer.alloc(65_536);
    const pour = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', pour).on('error', () => {});
    pour();
  } else {
    const { status, headers } = typeof how === 'number' ? { status: how, headers: {} } : how;
    response.writeHead(status, { connection: 'close', ...headers }).end();
  }
}
