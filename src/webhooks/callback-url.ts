import { isIP } from 'node:net';
import { AppError } from '../errors.ts';
import { isPublicAddress } from './addresses.ts';

declare const callbackUrl: unique symbol;
/** A URL that may be called back; only {@link parseCallbackUrl} makes one. It may hold a secret in its query, and goes into no log. */
export type CallbackUrl = string & { readonly [callbackUrl]: true };

export interface CallbackPolicy {
  /** Whether there is a secret to sign with. */
  readonly canSign: boolean;
  /** Whether private addresses may be called back. */
  readonly allowPrivate: boolean;
}

const LONGEST_URL = 2048;

/**
 * The door for callbacks: a URL as the URL parser spells it, without its fragment. Host names are looked at when they are connected to.
 * @throws AppError `invalid_article` that points to `/callbackUrl` and holds nothing of the URL.
 */
export function parseCallbackUrl(text: string, policy: CallbackPolicy): CallbackUrl {
  const fault = faultOf(text, policy);
  if (fault !== undefined) throw refusal(fault);
  const url = new URL(text);
  url.hash = '';
  return url.href as CallbackUrl;
}

/** A callback that cannot be taken, as the error that says so. */
export function refusal(detail: string): AppError {
  return new AppError('invalid_article', `The callback cannot be taken: ${detail}`, {
    faults: [{ pointer: '/callbackUrl', detail }],
  });
}

function faultOf(text: string, { canSign, allowPrivate }: CallbackPolicy): string | undefined {
  if (!canSign) return 'This service calls nobody back: its operator has set no WEBHOOK_SECRET';
  if (text.length > LONGEST_URL || !URL.canParse(text))
    return `Expected a URL of ${LONGEST_URL} characters at most`;
  const { protocol, username, password, hostname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'Expected an http or https URL';
  if (username !== '' || password !== '')
    return 'A callback has no credentials in its URL: webhooks are signed';
  if (!allowPrivate && isPrivateHost(hostname)) return 'The address is not one of the public internet';
  return undefined;
}

/** Whether a URL's host is an address that is not public, or a name that stands for one by definition (RFC 6761, 6.3). */
export function isPrivateHost(hostname: string): boolean {
  const host = bareHost(hostname);
  return isIP(host) > 0 ? !isPublicAddress(host) : /(?:^|\.)localhost\.?$/.test(host);
}

/** A URL's host without the brackets of an IPv6 address. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
