import type { Request } from 'express';
import { z } from 'zod';
import { AppError } from '../errors.ts';

/** The longest that a request is held, in seconds: proxies give up after 60. */
const MAX_WAIT_SECONDS = 30;

export const preferHeader = z
  .string()
  .optional()
  .meta({
    description: `wait=N (RFC 7240): the response waits up to N seconds, at most ${MAX_WAIT_SECONDS}, until there is something to return.`,
    example: 'wait=10',
  });

export interface PreferredWait {
  /** 0 if the request does not want to wait. */
  readonly milliseconds: number;
  /** `Preference-Applied`, if a wait was requested. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Returns how long a request wants to be held: `Prefer: wait=N` in seconds (RFC 7240, 4.3), at most
 * {@link MAX_WAIT_SECONDS}. The first of several counts (RFC 7240, 2); other preferences are
 * ignored.
 * @throws AppError `invalid_request` if N is not a number of seconds.
 */
export function preferredWait(request: Request): PreferredWait {
  const value = waitOf(request.get('Prefer') ?? '');
  if (value === undefined) return { milliseconds: 0, headers: {} };
  if (!/^\d{1,9}$/.test(value)) {
    const detail = `Expected whole seconds from 0 to ${MAX_WAIT_SECONDS}, such as Prefer: wait=10`;
    throw new AppError('invalid_request', 'The wait in the Prefer header is invalid', {
      faults: [{ pointer: '/prefer', detail }],
    });
  }
  const seconds = Math.min(Number(value), MAX_WAIT_SECONDS);
  return { milliseconds: seconds * 1000, headers: { 'Preference-Applied': `wait=${seconds}` } };
}

/**
 * Returns the value of `wait`, which may be empty; undefined if it is not among the preferences.
 */
function waitOf(header: string): string | undefined {
  for (const [preference] of header.matchAll(/(?:"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)|[^",])+/g)) {
    const match = /^\s*wait\s*(?:=\s*("?)([^";]*)\1\s*)?(?:;|$)/i.exec(preference);
    if (match) return (match[2] ?? '').trim();
  }
  return undefined;
}

/** Returns a signal that aborts when the client has disconnected or has its response. */
export function requestSignal({ res }: Request): AbortSignal {
  const controller = new AbortController();
  if (res?.closed) controller.abort();
  res?.once('close', () => controller.abort());
  return controller.signal;
}
