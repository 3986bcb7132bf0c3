import { timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { ApiKey, Scope } from '../../api-keys.ts';
import { AppError } from '../../errors.ts';
import { sha256 } from '../../sha256.ts';

/** Returns middleware that lets requests pass if their key has `scope`. */
export type Authenticate = (
  scope: Scope,
) => (request: Request, response: Response, next: NextFunction) => void;

/**
 * Checks `Authorization: Bearer <secret>`, or HTTP Basic with the secret as password, which
 * browsers can send. If no keys are set, every request passes. The process knows only digests of
 * the secrets and compares all of them, so that neither timing nor a heap dump reveals a secret.
 */
export function authenticateWith(keys: readonly ApiKey[]): Authenticate {
  const known = keys.map(({ digest, ...key }) => ({ ...key, digest: Buffer.from(digest, 'hex') }));
  return (scope) =>
    function authenticate(request, response, next) {
      if (known.length === 0) return next();
      const given = secretIn(request.get('Authorization'));
      if (given === undefined) throw new AppError('unauthorized', whatToSend(request));
      const digest = Buffer.from(sha256(given), 'hex');
      const matches = known.filter((key) => timingSafeEqual(key.digest, digest));
      if (matches.length === 0) throw new AppError('unauthorized', 'The key is not known');
      const match = matches.find(({ scopes }) => scopes.includes(scope));
      if (!match) throw new AppError('forbidden', `The key lacks the scope ${scope}`);
      response.locals.keyName = match.name;
      next();
    };
}

/** Returns the name of the key of a request; undefined if no key is needed. */
export function keyNameOf(response: Response): string | undefined {
  return response.locals.keyName as string | undefined;
}

/** Returns undefined if there is no secret, or if the header does not follow RFC 6750 or 7617. */
function secretIn(header = ''): string | undefined {
  const [, scheme = '', credentials = ''] = /^([a-z]+) +(\S+)$/i.exec(header) ?? [];
  if (/^bearer$/i.test(scheme)) return credentials;
  if (!/^basic$/i.test(scheme)) return undefined;
  const pair = Buffer.from(credentials, 'base64').toString();
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : undefined;
}

const KEY_PARAMETERS: ReadonlySet<string> = new Set([
  'key',
  'apikey',
  'token',
  'accesstoken',
  'secret',
  'password',
  'authorization',
]);

export const KEY_IN_URL =
  'A key is not taken from a URL, because logs and histories keep URLs. Make a new key and send Authorization: Bearer <key>';

function whatToSend({ query }: Request): string {
  const isInUrl = Object.keys(query).some((name) =>
    KEY_PARAMETERS.has(name.toLowerCase().replace(/[_-]/g, '')),
  );
  return isInUrl ? KEY_IN_URL : 'Send Authorization: Bearer <key>';
}
