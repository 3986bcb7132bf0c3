import type { LookupAddress } from 'node:dns';
import { BlockList, isIPv4, isIPv6, type LookupFunction } from 'node:net';

/**
 * Returns whether an IP address belongs to the public internet: it is not private, shared, loopback, link-local, multicast,
 * reserved or for documentation, and not the metadata service of a cloud. Text that is no address, or that names an
 * interface (`fe80::1%eth0`), is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !NOT_PUBLIC_V4.check(address);
  if (!isIPv6(address) || address.includes('%')) return false;
  const groups = groupsOf(address);
  const embedded = embeddedIn(groups);
  if (embedded !== undefined) return !NOT_PUBLIC_V4.check(embedded);
  // Only 2000::/3 is assigned to the public.
  return ((groups[0] ?? 0) & 0xe000) === 0x2000 && !NOT_PUBLIC_V6.check(address, 'ipv6');
}

/** IANA's registry of special-purpose IPv4 addresses, multicast, and the metadata services of clouds. */
const NOT_PUBLIC_V4 = listOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // shared by carriers; contains Alibaba's metadata service
  ['127.0.0.0', 8],
  ['168.63.129.16', 32], // Azure's platform server, in the public range
  ['169.254.0.0', 16], // link-local, and the metadata service of most clouds
  ['172.16.0.0', 12],
  ['192.0.0.0', 24], // protocol assignments; Oracle's metadata service
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/** The part of IANA's registry of special-purpose IPv6 addresses that lies within 2000::/3. */
const NOT_PUBLIC_V6 = listOf('ipv6', [
  ['2001::', 23], // protocol assignments, Teredo
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4, which embeds any IPv4 address
  ['3fff::', 20],
]);

function listOf(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}

/** Returns the IPv4 address behind an IPv6 one: IPv4-mapped (::ffff:0:0/96) or translated (64:ff9b::/96, RFC 6052). */
function embeddedIn(groups: readonly number[]): string | undefined {
  const network = groups.slice(0, 6).join(':');
  if (network !== MAPPED && network !== TRANSLATED) return undefined;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

const MAPPED = [0, 0, 0, 0, 0, 0xffff].join(':');
const TRANSLATED = [0x64, 0xff9b, 0, 0, 0, 0].join(':');

/** Returns the eight groups of an IPv6 address, in any spelling. */
export function groupsOf(address: string): readonly number[] {
  // The URL parser writes a dotted end as two groups.
  const spelled = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = '', after] = spelled.split('::');
  const numbers = (text: string) => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const [left, right] = [numbers(before), numbers(after ?? '')];
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

/** Returns all addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** The host must not be connected to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  constructor() {
    super('its address is not one of the public internet');
  }
}

/**
 * Returns the lookup function of a socket, which refuses a name if any of its addresses is not public. The addresses that
 * it checks are the ones the socket connects to, so a name that changes between two lookups gains nothing. Sockets look up
 * names only: whoever connects to an address checks it first.
 */
export function lookupWith(resolve: Resolve, allowPrivate: boolean): LookupFunction {
  return function lookupChecked(hostname, options, callback): void {
    const answer = async (): Promise<readonly LookupAddress[]> => {
      const addresses = await resolve(hostname);
      if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
        throw new AddressRefused();
      }
      return addresses;
    };
    answer().then(
      (addresses) => {
        const [first] = addresses;
        if (!first) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
        else if (options.all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}
