import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Whether an IP address is one of the public internet: neither private, shared, loopback, link-local, multicast, reserved nor for
 * documentation, and no cloud's metadata. What is no address, or names an interface (`fe80::1%eth0`), is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !NOT_PUBLIC_V4.check(address);
  if (!isIPv6(address) || address.includes('%')) return false;
  const groups = groupsOf(address);
  const embedded = embeddedIn(groups);
  if (embedded !== undefined) return !NOT_PUBLIC_V4.check(embedded);
  // Only 2000::/3 is given out to anybody.
  return ((groups[0] ?? 0) & 0xe000) === 0x2000 && !NOT_PUBLIC_V6.check(address, 'ipv6');
}

/** IANA's registry of special-purpose IPv4 addresses, multicast, and what clouds answer of themselves. */
const NOT_PUBLIC_V4 = listOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // shared by carriers; Alibaba's metadata are in it
  ['127.0.0.0', 8],
  ['168.63.129.16', 32], // Azure's own server, an address of the public range
  ['169.254.0.0', 16], // link-local, and the metadata of most clouds
  ['172.16.0.0', 12],
  ['192.0.0.0', 24], // protocol assignments; Oracle's metadata
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/** What IANA's registry of special-purpose IPv6 addresses has within 2000::/3. */
const NOT_PUBLIC_V6 = listOf('ipv6', [
  ['2001::', 23], // protocol assignments, Teredo
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4, which holds any IPv4 address
  ['3fff::', 20],
]);

function listOf(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}

/** The IPv4 address that is reached through an IPv6 one: IPv4-mapped (::ffff:0:0/96), or translated (64:ff9b::/96, RFC 6052). */
function embeddedIn(groups: readonly number[]): string | undefined {
  const network = groups.slice(0, 6).join(':');
  if (network !== MAPPED && network !== TRANSLATED) return undefined;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

const MAPPED = [0, 0, 0, 0, 0, 0xffff].join(':');
const TRANSLATED = [0x64, 0xff9b, 0, 0, 0, 0].join(':');

/** The eight groups of an IPv6 address in any spelling. */
export function groupsOf(address: string): readonly number[] {
  // The URL parser spells a dotted end as two groups.
  const spelled = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = '', after] = spelled.split('::');
  const numbers = (text: string) => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const [left, right] = [numbers(before), numbers(after ?? '')];
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}
