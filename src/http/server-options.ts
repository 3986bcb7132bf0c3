import { once } from 'node:events';
import {
  createServer,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../errors.ts';
import { noteExpectation } from './expect-continue.ts';
import { isBulk } from './post-bulk.ts';
import { oneAtATime } from './request-limits.ts';

/**
 * How Node's server treats connections. It has one deadline for the body of every request (5 minutes unless told otherwise), and
 * a stream of articles may take hours: {@link endSlowBodies} holds the others to it. Headers over the size are answered 431.
 *
 * An idle connection is kept for longer than proxies keep theirs (nginx 60 to 75 s, AWS ALB 60 s). The proxy then closes it first, and
 * never sends a request into a connection that is just being closed. `headersTimeout` starts with a request, not while a connection is idle.
 */
export const SERVER_OPTIONS = {
  requestTimeout: 0,
  headersTimeout: 30_000,
  keepAliveTimeout: 90_000,
  maxHeaderSize: 16 * 1024,
} as const satisfies ServerOptions;

/** A server that can be stopped. */
export interface HttpServer {
  readonly server: Server;
  /** How many requests are being answered. */
  pending(): number;
  /** Takes no more connections. Resolves when all requests are answered; each connection closes after its answer. */
  stop(): Promise<void>;
}

/** Makes the server of the API; whoever calls this listens. */
export function createHttpServer(app: RequestListener, options: ServerOptions = SERVER_OPTIONS): HttpServer {
  const answering = new Set<ServerResponse>();
  // Only requests whose turn has come: Node never closes the responses of those that still waited when their connection ended.
  const answer = oneAtATime((request, response) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
    if (!server.listening) closeAfter(response);
    app(request, response);
  });
  const server = createServer(options, answer);
  // Node answers 100 at once unless somebody listens: whether the body is wanted depends on key and media type.
  server.on('checkContinue', (request, response) => {
    noteExpectation(request);
    server.emit('request', request, response);
  });
  return {
    server,
    pending: () => answering.size,
    async stop() {
      for (const response of answering) closeAfter(response);
      // For those whose headers are sent already.
      server.keepAliveTimeout = 1;
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

const BODY_DEADLINE_MS = 300_000;

/** Makes the middleware that breaks off a request whose body is not there in time, but for streams of articles. */
export function endSlowBodies(deadlineMs = BODY_DEADLINE_MS) {
  return function endSlowBody(request: Request, response: Response, next: NextFunction): void {
    if (isBulk(request)) endAfterAnswer(request, response);
    else {
      const timer = setTimeout(() => {
        if (!request.complete) request.destroy();
      }, deadlineMs);
      const clear = (): void => clearTimeout(timer);
      request.once('close', clear);
      // Once it is answered, a request whose body is still on its way does not hear that its connection has ended.
      response.once('close', () => {
        const { socket } = request;
        if (request.complete || socket.destroyed) clear();
        else {
          socket.once('close', clear);
          // Another request may follow on the connection, and each would leave a listener.
          request.once('close', () => socket.off('close', clear));
        }
      });
    }
    next();
  };
}

/** How long what a client still sends is discarded once a stream of articles has been answered to its end. */
const LINGER_MS = 10_000;

/** Ends the connection of a stream that was answered before it had ended; a little later, so that the client reads its answer. */
function endAfterAnswer(request: Request, response: Response): void {
  response.once('finish', () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
    request.once('close', () => clearTimeout(timer));
  });
}

const MAX_HEADERS = 100;

/** Refuses a request with more headers than any client has use for. Node drops those beyond 2,000 without a word. */
export function refuseManyHeaders(request: Request, _response: Response, next: NextFunction): void {
  if (request.rawHeaders.length / 2 > MAX_HEADERS)
    throw new AppError('headers_too_large', `A request may have ${MAX_HEADERS} headers`);
  next();
}
