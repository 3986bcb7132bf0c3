import { BlockList, isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../../errors.ts';

/**
 * A registered name or an address, and a port (RFC 3986, 3.2.2 and 3.2.3): no user, no path, no
 * escapes.
 */
const AUTHORITY = /^(?:[\w.~-]{1,255}|\[[\da-f:.]{2,45}\])(?::\d{0,5})?$/i;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Returns the host of an authority such as `example.com:8080`, in lower case and without its port.
 * An IP address comes back in its canonical form, an IPv6 address in brackets.
 * @returns undefined if the authority is malformed.
 */
export function hostnameOf(authority: string): string | undefined {
  const url = `http://${authority}/`;
  return AUTHORITY.test(authority) && URL.canParse(url) ? new URL(url).hostname : undefined;
}

/**
 * Whether a hostname, as {@link hostnameOf} returns it, always means this machine: browsers never
 * ask DNS for these names.
 */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const address = name.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return family !== 0 && LOOPBACK.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Refuses a request for another host than this machine. An API without keys listens on loopback
 * only and trusts every client that can connect. A web page can connect, too, by DNS rebinding: its
 * own host name resolves to 127.0.0.1, and the browser treats the API as the page's own site. The
 * `Host` header still has the page's name. Every browser sends one, so a request without `Host`
 * (HTTP/1.0) passes.
 */
export function refuseOtherHosts(request: Request, _response: Response, next: NextFunction): void {
  const host = request.get('Host');
  const hostname = host === undefined ? 'localhost' : hostnameOf(host);
  if (hostname === undefined || !isLoopback(hostname)) {
    throw new AppError(
      'host_not_allowed',
      'Without API_KEYS, the API serves localhost, 127.0.0.1 and [::1] only. Use one of these in the URL, or set API_KEYS.',
    );
  }
  next();
}
