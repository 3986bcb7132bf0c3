import { webFiles } from '../../web/web-files.ts';
import { conditional } from '../conditional.ts';
import type { Endpoint } from '../route.ts';

/**
 * A page may load only what this service serves: no inline script or style, no other origin, and
 * markup only through the one policy that makes the frame for articles. The frame inherits all of
 * this.
 */
const HEADERS = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types article",
  'Referrer-Policy': 'no-referrer',
};

/**
 * The playground, the reading page, and what they load. They are no calls of the API, so
 * `openapi.json` leaves them out.
 */
export function pages(needsKey: boolean): readonly Endpoint<unknown>[] {
  return webFiles(needsKey).map(({ path, type, body }) => ({
    method: 'get',
    path,
    scope: null,
    handler: () => async (request) =>
      conditional(request, 'web', { status: 200, type, headers: HEADERS, body }),
  }));
}
