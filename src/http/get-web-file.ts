import type { Request } from 'express';
import type { WebFile } from '../web/web-files.ts';
import { conditional } from './conditional.ts';
import type { Reply } from './reply.ts';

/**
 * Nothing but what this service serves itself; no inline script or style, no other origin, and markup only through the one
 * policy that makes the frame for articles. That frame inherits all of it.
 */
const HEADERS = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types article",
  'Referrer-Policy': 'no-referrer',
};

/** `GET /`, `GET /articles/{id}` and what these pages load. */
export function getWebFile({ type, body }: WebFile) {
  return async function handle(request: Request): Promise<Reply> {
    return conditional(request, 'web', { status: 200, type, headers: HEADERS, body });
  };
}
