import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Reply } from './reply.ts';

/**
 * Gives a reply a strong entity tag, or returns `304` if the client has it already (RFC 9110,
 * 13.1.2 and 15.4.5).
 * @param name tells a reader of the tag which representation it is. The digest identifies every
 * byte.
 */
export function conditional(request: Request, name: string, reply: Reply & { body: string | Buffer }): Reply {
  const digest = createHash('sha256').update(reply.body).digest('base64url').slice(0, 22);
  const tag = `"${name}-${digest}"`;
  const headers = { ...reply.headers, ETag: tag };
  return matches(request.get('If-None-Match'), tag) ? { status: 304, headers } : { ...reply, headers };
}

const ENTITY_TAG = /(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/** Compares weakly, as `If-None-Match` demands: `W/"x"` matches `"x"`. */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return [...header.matchAll(ENTITY_TAG)].some(([, opaque]) => opaque === tag);
}
