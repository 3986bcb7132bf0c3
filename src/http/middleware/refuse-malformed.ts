import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../../errors.ts';
import { KEY_IN_URL } from './authenticate.ts';
import { hostnameOf } from './request-host.ts';

/**
 * Fields that a request may have once. Node keeps the first one; a proxy in front may keep the
 * last.
 */
const SINGLE_FIELDS: readonly string[] = ['host', 'authorization', 'content-type'];

/** The characters of a path (RFC 3986, 3.3). */
const PATH = /^(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[\da-f]{2})*)+$/i;

/**
 * Refuses requests that a proxy in front of this service may read differently: two `Host` headers,
 * a `Host` that is none, a transfer coding besides `chunked` (RFC 9112, 6.1), and a path with
 * characters that have to be escaped. An absolute target (`GET http://example.com/livez`) becomes a
 * path and a `Host` (RFC 9112, 3.2.2), so that the rest of the code knows one form only.
 */
export function refuseMalformed(request: Request, _response: Response, next: NextFunction): void {
  for (const name of SINGLE_FIELDS)
    if (countOf(name, request) > 1) throw malformed(`The request has two ${name} headers: send one`);
  const coding = request.get('Transfer-Encoding');
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked')
    throw malformed('The Transfer-Encoding is not supported: use chunked, and Content-Encoding to compress');
  const host = request.get('Host');
  if (host !== undefined && hostnameOf(host) === undefined)
    throw malformed('The Host header is malformed: send a host name or an IP address, and a port if needed');
  toOriginForm(request);
  const [path = ''] = request.url.split(/[?#]/, 1);
  // `OPTIONS *` asks about the server as a whole.
  if (path !== '*' && !PATH.test(path))
    throw malformed('The path contains characters that must be percent-encoded');
  next();
}

function countOf(name: string, { rawHeaders }: Request): number {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
}

function toOriginForm(request: Request): void {
  const [target, authority = '', rest = ''] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(request.url) ?? [];
  if (target === undefined) return;
  if (authority.includes('@')) throw new AppError('unauthorized', KEY_IN_URL);
  if (hostnameOf(authority) === undefined) throw malformed('The host in the request target is malformed');
  request.headers.host = authority;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  request.originalUrl = request.url;
}

function malformed(detail: string): AppError {
  return new AppError('invalid_request', detail);
}
