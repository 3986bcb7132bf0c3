import type { Response } from 'express';

/** What a route answers: handlers return it and never touch the response. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON for an object, unless `type` says otherwise; text as it is. */
  readonly body?: object | string;
  /** The media type of `body`. */
  readonly type?: string;
}

/** The one place where an answer is written. */
export function sendReply(response: Response, { status, headers = {}, body, type }: Reply): void {
  response.status(status).set('X-Content-Type-Options', 'nosniff').set(headers);
  if (body === undefined) {
    response.end();
    return;
  }
  response.set('Content-Type', type ?? 'application/json; charset=utf-8');
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
