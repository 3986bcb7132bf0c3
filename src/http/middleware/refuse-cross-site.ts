import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../../errors.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses requests that change something and come from a page of another site. A browser adds the
 * password of HTTP Basic to every request that a page makes, and it can reach an API without keys
 * on its own machine. Browsers say which site a request comes from; a request that does not say so
 * is not from a browser.
 */
export function refuseCrossSite(request: Request, _response: Response, next: NextFunction): void {
  if (!SAFE_METHODS.has(request.method) && isCrossSite(request))
    throw new AppError(
      'cross_site',
      'The browser says that a page of another site sent this request, so it is refused',
    );
  next();
}

/**
 * Browsers send `Sec-Fetch-Site` (W3C Fetch Metadata) only over TLS and to this machine, but
 * `Origin` always.
 */
function isCrossSite(request: Request): boolean {
  const site = request.get('Sec-Fetch-Site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = request.get('Origin');
  return origin !== undefined && hostOf(origin) !== request.get('Host')?.toLowerCase();
}

/** Returns undefined for an origin without a host, such as the `null` of a sandboxed page. */
function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase())?.[1];
}
