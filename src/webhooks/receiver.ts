import { isIPv4, isIPv6 } from 'node:net';
import { isPublicAddress, networkOf } from './addresses.ts';
import { bareHost } from './callback-url.ts';

/** Identifies who responds at a URL, for limits that keep one receiver from delaying another. */
export interface Receiver {
  /**
   * The host. If private addresses are allowed, several services may share a host, so it includes
   * the port.
   */
  readonly name: string;
  /**
   * Groups the receivers that one owner can create at will: all names of a registered domain, or
   * all addresses of an IPv6 network.
   */
  readonly site: string;
}

export function receiverOf(url: string, allowPrivate: boolean): Receiver {
  const { hostname, protocol, port } = new URL(url);
  const host = bareHost(hostname).replace(/\.$/, '');
  const name = allowPrivate ? `${host}:${port || protocol}` : host;
  return { name, site: siteOf(host) ?? name };
}

/** Returns undefined if the receiver is its own site. */
function siteOf(host: string): string | undefined {
  if (isIPv4(host)) return undefined;
  if (isIPv6(host)) return isPublicAddress(host) ? networkOf(host) : undefined;
  return host.includes('.') ? registeredDomain(host) : undefined;
}

/**
 * Returns the domain that somebody registered, by a rule that needs no list: two labels, or three
 * below such suffixes as `com.cn` and `co.uk`. A mistake costs or grants a few places, nothing
 * else.
 */
function registeredDomain(host: string): string {
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const isSuffix = top.length === 2 && /^(?:com?|net?|org?|gov?|go|edu|ac|mil)$/.test(second);
  return labels.slice(isSuffix ? -3 : -2).join('.');
}
