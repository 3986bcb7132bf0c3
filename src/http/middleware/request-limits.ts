import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../../errors.ts';

/** How many requests of one connection may wait. Few clients pipeline, and none needs more. */
const MAX_PIPELINED = 16;

/**
 * How long a connection may be idle in both directions during a request. Event streams send
 * something more often.
 */
const MAX_IDLE_MS = 120_000;

/**
 * Makes a listener that handles the requests of a connection one after another. Node hands over
 * every request that a client pipelines as soon as it is parsed. Here each request waits until the
 * response before it is complete. A connection is ended if more than {@link MAX_PIPELINED} requests
 * wait on it, or if its client neither sends nor reads for long.
 *
 * Use this around Express, not in it. One piece of data may hold a thousand requests, and Node
 * hands over all of them even after the connection has ended.
 */
export function oneAtATime(listener: RequestListener): RequestListener {
  const queues = new WeakMap<Socket, (() => void)[]>();
  return function queueUp(request, response): void {
    const { socket } = request;
    if (socket.destroyed) return;
    const handle = (): void => listener(request, response);
    const queue = queues.get(socket);
    if (queue && queue.length === MAX_PIPELINED) {
      socket.destroy();
      return;
    }
    request.setTimeout(MAX_IDLE_MS);
    // Several steps of a request listen for its end.
    response.setMaxListeners(20);
    response.once('close', () => {
      const waiting = queues.get(socket);
      const following = waiting?.shift();
      if (following && !socket.destroyed) following();
      else queues.delete(socket);
    });
    if (queue) queue.push(handle);
    else {
      queues.set(socket, []);
      handle();
    }
  };
}

/**
 * How many requests one process handles at a time. Each may hold some 100 KiB that no other limit
 * counts.
 */
const MAX_REQUESTS = 4000;

/**
 * Returns middleware that refuses requests (503) while `max` are in flight, except those for which
 * `isExempt`.
 */
export function limitRequests(isExempt: (request: Request) => boolean, max = MAX_REQUESTS) {
  let inFlight = 0;
  return function limitRequest(request: Request, response: Response, next: NextFunction): void {
    if (inFlight >= max && !isExempt(request))
      throw new AppError('overloaded', `The service is handling ${max} requests already. Try again later.`);
    inFlight++;
    response.once('close', () => {
      inFlight--;
    });
    next();
  };
}
