import { isIP } from 'node:net';
import { AppError } from '../errors.ts';
import { isPublicAddress } from './addresses.ts';

declare const callbackUrl: unique symbol;
/**
 * A URL that may be called back. Only {@link parseCallbackUrl} creates one. Its query may contain a
 * secret, so never log it.
 */
export type CallbackUrl = string & { readonly [callbackUrl]: true };

/** Where webhooks may be sent. */
export interface AddressPolicy {
  /** Whether private addresses, and any port, may be called back. */
  readonly allowPrivate: boolean;
  /** Ports that callbacks may use, besides 80 and 443. */
  readonly ports?: readonly number[];
}

export interface CallbackPolicy extends AddressPolicy {
  /** Whether there is a secret to sign with. */
  readonly canSign: boolean;
}

const MAX_URL_LENGTH = 2048;
const WEB_PORTS: readonly number[] = [80, 443];

/**
 * Validates the URL of a callback. Returns it as the URL parser spells it, without its fragment.
 * Host names are checked when they are connected to.
 *
 * @throws AppError `invalid_article` that points to `/callbackUrl` and contains nothing of the URL.
 */
export function parseCallbackUrl(text: string, policy: CallbackPolicy): CallbackUrl {
  const fault = faultOf(text, policy);
  if (fault !== undefined) throw refusal(fault);
  const url = new URL(text);
  url.hash = '';
  return url.href as CallbackUrl;
}

/** Returns the error for a callback that cannot be accepted. */
export function refusal(detail: string): AppError {
  return new AppError('invalid_article', `The callback cannot be accepted: ${detail}`, {
    faults: [{ pointer: '/callbackUrl', detail }],
  });
}

function faultOf(text: string, { canSign, ...policy }: CallbackPolicy): string | undefined {
  if (!canSign) return 'This service sends no webhooks: its operator has not set WEBHOOK_SECRET';
  if (text.length > MAX_URL_LENGTH || !URL.canParse(text))
    return `Expected a URL of ${MAX_URL_LENGTH} characters at most`;
  const url = new URL(text);
  const { protocol, username, password } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return 'Expected an http or https URL';
  if (username !== '' || password !== '') return 'The URL must not contain credentials: webhooks are signed';
  return addressFault(url, policy);
}

/**
 * Returns why nothing may be sent to a URL, as far as the URL itself shows; undefined if it may.
 */
export function addressFault(url: URL, { allowPrivate, ports = [] }: AddressPolicy): string | undefined {
  if (allowPrivate) return undefined;
  if (isPrivateHost(url.hostname)) return 'The address is not on the public internet';
  // The URL parser drops the default port of a scheme.
  if (url.port === '') return undefined;
  const allowed = [...WEB_PORTS, ...ports];
  if (allowed.includes(Number(url.port))) return undefined;
  return `Port ${url.port} is not allowed. Use one of ${allowed.join(', ')}, or ask the operator to add it to WEBHOOK_PORTS`;
}

/**
 * Returns whether a URL's host is an address that is not public, or a name that always means such
 * an address (RFC 6761, 6.3).
 */
export function isPrivateHost(hostname: string): boolean {
  const host = bareHost(hostname);
  return isIP(host) > 0 ? !isPublicAddress(host) : /(?:^|\.)localhost\.?$/.test(host);
}

/** Returns a URL's host without the brackets of an IPv6 address. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
