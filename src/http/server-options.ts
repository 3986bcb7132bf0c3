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
import { isBulk } from './body/parse-request.ts';
import { noteExpectation } from './middleware/expect-continue.ts';
import { oneAtATime } from './middleware/request-limits.ts';

/**
 * How Node's server treats connections. Node has one deadline for the body of every request (5
 * minutes by default), but a stream of articles may take hours. {@link endSlowBodies} enforces a
 * deadline for all other bodies. Headers that are too large get a 431.
 *
 * An idle connection is kept for longer than proxies keep theirs (nginx 60 to 75 s, AWS ALB 60 s).
 * The proxy then closes it first, and never sends a request into a connection that is just being
 * closed. `headersTimeout` starts with a request, not while a connection is idle.
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
  /**
   * Stops accepting connections. Resolves when all requests are answered; each connection closes
   * after its response.
   */
  stop(): Promise<void>;
}

/** Creates the server of the API. The caller starts listening. */
export function createHttpServer(app: RequestListener, options: ServerOptions = SERVER_OPTIONS): HttpServer {
  const answering = new Set<ServerResponse>();
  // Count only requests whose turn has come: Node never closes the responses of those that still
  // wait when their connection ends.
  const answer = oneAtATime((request, response) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
    if (!server.listening) closeAfter(response);
    app(request, response);
  });
  const server = createServer(options, answer);
  // Without a listener, Node sends 100 immediately, but key and media type decide whether the body
  // is wanted.
  server.on('checkContinue', (request, response) => {
    noteExpectation(request);
    server.emit('request', request, response);
  });
  return {
    server,
    pending: () => answering.size,
    async stop() {
      for (const response of answering) closeAfter(response);
      // Closes connections whose response headers are sent already.
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

/**
 * Returns middleware that ends a request whose body does not arrive in time, except streams of
 * articles.
 */
export function endSlowBodies(deadlineMs = BODY_DEADLINE_MS) {
  return function endSlowBody(request: Request, response: Response, next: NextFunction): void {
    if (isBulk(request)) endAfterAnswer(request, response);
    else {
      const timer = setTimeout(() => {
        if (!request.complete) request.destroy();
      }, deadlineMs);
      const clear = (): void => clearTimeout(timer);
      request.once('close', clear);
      // An answered request whose body is still arriving gets no event when its connection ends.
      response.once('close', () => {
        const { socket } = request;
        if (request.complete || socket.destroyed) clear();
        else {
          socket.once('close', clear);
          // Other requests may follow on the connection, and each would leave a listener.
          request.once('close', () => socket.off('close', clear));
        }
      });
    }
    next();
  };
}

/** How long the rest of a stream is discarded after its response is complete. */
const LINGER_MS = 10_000;

/**
 * Ends the connection of a stream that was answered before it ended. The delay lets the client read
 * the response.
 */
function endAfterAnswer(request: Request, response: Response): void {
  response.once('finish', () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
    request.once('close', () => clearTimeout(timer));
  });
}

const MAX_HEADERS = 100;

/**
 * Refuses requests with more headers than any client needs. Node silently drops those beyond 2,000.
 */
export function refuseManyHeaders(request: Request, _response: Response, next: NextFunction): void {
  if (request.rawHeaders.length / 2 > MAX_HEADERS)
    throw new AppError('headers_too_large', `A request may have at most ${MAX_HEADERS} headers`);
  next();
}
