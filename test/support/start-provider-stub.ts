import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tracked } from './open-resources.ts';

/** A request as it came: `path` is not decoded. */
export interface StubRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * What the stub does with a request: it sends a body, with status 200 or another; never answers; or
 * drops the connection.
 */
export type StubAnswer =
  | string
  | Uint8Array
  | {
      readonly status: number;
      readonly body?: string | Uint8Array;
      readonly headers?: Record<string, string>;
    }
  | { readonly fault: 'hang' | 'drop' };

export interface ProviderStub extends AsyncDisposable {
  /** Scheme and host, for a provider's `origin`. */
  readonly url: string;
  readonly requests: readonly StubRequest[];
  /** The number of open connections. */
  readonly openSockets: number;
  /** Sets how requests are answered from now on. */
  answer(next: (request: StubRequest) => StubAnswer): void;
}

/** Starts a provider on a free port. It answers 404 until `answer` is called. */
export async function startProviderStub(
  answerFirst: (request: StubRequest) => StubAnswer = () => ({ status: 404 }),
): Promise<ProviderStub> {
  let answerOf = answerFirst;
  const requests: StubRequest[] = [];
  const server = createServer((request, response) => {
    const received = { path: request.url ?? '', headers: request.headers };
    requests.push(received);
    send(response, answerOf(received));
  });
  let openSockets = 0;
  server.on('connection', (socket) => {
    openSockets++;
    socket.on('close', () => openSockets--);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get openSockets() {
      return openSockets;
    },
    answer(next: (request: StubRequest) => StubAnswer) {
      answerOf = next;
    },
  };
  return tracked('provider stub', stub, async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
}

function send(response: ServerResponse, answer: StubAnswer): void {
  if (typeof answer === 'string' || answer instanceof Uint8Array) {
    send(response, { status: 200, body: answer });
  } else if ('status' in answer) {
    response.writeHead(answer.status, { connection: 'close', ...answer.headers });
    response.end(answer.body ?? '');
  } else if (answer.fault === 'drop') response.destroy();
}
