import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../errors.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what would change something and comes from a page of another site. A browser sends the password of HTTP Basic along with whatever a page has
 * it send, and reaches an API on its own machine that asks for no key. Browsers say where a request comes from; what says nothing of that is no browser.
 */
export function refuseCrossSite(request: Request, _response: Response, next: NextFunction): void {
  if (!SAFE_METHODS.has(request.method) && isCrossSite(request))
    throw new AppError(
      'cross_site',
      'A browser says that a page of another site asks for this: it is refused',
    );
  next();
}

/** `Sec-Fetch-Site` (W3C Fetch Metadata) is told of addresses with TLS and of this machine only, `Origin` of all. */
function isCrossSite(request: Request): boolean {
  const site = request.get('Sec-Fetch-Site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = request.get('Origin');
  return origin !== undefined && hostOf(origin) !== request.get('Host')?.toLowerCase();
}

/** undefined: an origin that has none, such as `null` of a page in a sandbox. */
function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase())?.[1];
}
