import { isIP } from 'node:net';
import { AppError } from '../errors.ts';
import { isPublicAddress } from './addresses.ts';

declare const callbackUrl: unique symbol;
/** A URL that may be called back; only {@link parseCallbackUrl} makes one. It may hold a secret in its query, and goes into no log. */
export type CallbackUrl = string & { readonly [callbackUrl]: true };

/** Where webhooks may go. */
export interface AddressPolicy {
  /** Whether private addresses may be called back, and any port. */
  readonly allowPrivate: boolean;
  /** Ports that may be called back besides 80 and 443. */
  readonly ports?: readonly number[];
}

export interface CallbackPolicy extends AddressPolicy {
  /** Whether there is a secret to sign with. */
  readonly canSign: boolean;
}

const MAX_URL_LENGTH = 2048;
const WEB_PORTS: readonly number[] = [80, 443];

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

/** Returns the error for a callback that cannot be accepted. */
export function refusal(detail: string): AppError {
  return new AppError('invalid_article', `The callback cannot be accepted: ${detail}`, {
    faults: [{ pointer: '/callbackUrl', detail }],
  });
}

function faultOf(text: string, { canSign, ...policy }: CallbackPolicy): string | undefined {
  if (!canSign) return 'This service calls nobody back: its operator has set no WEBHOOK_SECRET';
  if (text.length > MAX_URL_LENGTH || !URL.canParse(text))
    return `Expected a URL of ${MAX_URL_LENGTH} characters at most`;
  const url = new URL(text);
  const { protocol, username, password } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return 'Expected an http or https URL';
  if (username !== '' || password !== '')
    return 'A callback has no credentials in its URL: webhooks are signed';
  return addressFault(url, policy);
}

/** Why nothing may be sent to a URL, as far as the URL itself tells; undefined if it may. */
export function addressFault(url: URL, { allowPrivate, ports = [] }: AddressPolicy): string | undefined {
  if (allowPrivate) return undefined;
  if (isPrivateHost(url.hostname)) return 'The address is not one of the public internet';
  // The URL parser drops the default port of a scheme.
  if (url.port === '') return undefined;
  const allowed = [...WEB_PORTS, ...ports];
  if (allowed.includes(Number(url.port))) return undefined;
  return `Port ${url.port} is not allowed. Use one of ${allowed.join(', ')}, or ask the operator to add it to WEBHOOK_PORTS`;
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
