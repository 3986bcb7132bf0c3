import type { Request } from 'express';
import { AppError } from '../errors.ts';

/** The longest that a request is held, in seconds: proxies give up at 60. */
export const MAX_WAIT_SECONDS = 30;

/** What `Prefer: wait` asks for and what is told of it. */
export interface PreferredWait {
  /** 0 where the request does not want to wait. */
  readonly milliseconds: number;
  /** `Preference-Applied`, where there is something to be told. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * How long a request wants to be held: `Prefer: wait=N` in seconds (RFC 7240, 4.3), {@link MAX_WAIT_SECONDS} at most. Of several the
 * first counts (RFC 7240, 2); other preferences are ignored.
 * @throws AppError `invalid_request` when N is no number of seconds.
 */
export function preferredWait(request: Request): PreferredWait {
  const value = waitOf(request.get('Prefer') ?? '');
  if (value === undefined) return { milliseconds: 0, headers: {} };
  if (!/^\d{1,9}$/.test(value)) {
    const detail = `Expected whole seconds, 0 to ${MAX_WAIT_SECONDS}, such as Prefer: wait=10`;
    throw new AppError('invalid_request', 'The time to wait cannot be read', {
      faults: [{ pointer: '/prefer', detail }],
    });
  }
  const seconds = Math.min(Number(value), MAX_WAIT_SECONDS);
  return { milliseconds: seconds * 1000, headers: { 'Preference-Applied': `wait=${seconds}` } };
}

/** The value of `wait`, empty where it has none; undefined where it is not asked for. */
function waitOf(header: string): string | undefined {
  for (const [preference] of header.matchAll(/(?:"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)|[^",])+/g)) {
    const match = /^\s*wait\s*(?:=\s*("?)([^";]*)\1\s*)?(?:;|$)/i.exec(preference);
    if (match) return (match[2] ?? '').trim();
  }
  return undefined;
}
