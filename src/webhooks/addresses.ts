import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Returns whether an IP address belongs to the public internet. Private, shared, loopback,
 * link-local, multicast, reserved and documentation addresses do not. Neither do those where a
 * cloud serves metadata. Text that is no address, or that names an interface (`fe80::1%eth0`), is
 * not public.
 */
export function isPublicAddress(address: string): boolean {
  // ipaddr.js also reads spellings that a socket does not, such as `0x7f.1`.
  if (isIP(address) === 0 || address.includes('%')) return false;
  const reached = withoutTranslation(ipaddr.process(address));
  if (reached.range() !== 'unicast') return false;
  return reached instanceof ipaddr.IPv6
    ? reached.match(GLOBAL_UNICAST)
    : reached.toString() !== AZURE_WIRE_SERVER;
}

/** Returns the first 64 bits of an IPv6 address, which its owner cannot choose. */
export function networkOf(address: string): string {
  return ipaddr.IPv6.parse(address).parts.slice(0, 4).join(':');
}

/** Azure's internal server has an address in the public range. */
const AZURE_WIRE_SERVER = '168.63.129.16';

/** No other public IPv6 addresses are assigned. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** RFC 6052: the last 32 bits are the IPv4 address that the translator connects to. */
const TRANSLATED = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

function withoutTranslation(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  return address instanceof ipaddr.IPv6 && address.match(TRANSLATED)
    ? new ipaddr.IPv4(address.toByteArray().slice(-4))
    : address;
}

/** Returns all addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Thrown if the host must not be connected to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  constructor() {
    super('its address is not on the public internet');
  }
}

/**
 * Returns the lookup function of a socket, which refuses a name if any of its addresses is not
 * public. The socket connects to the very addresses that were checked, so a name that changes
 * between two lookups gains nothing. Sockets look up only names: check IP addresses before
 * connecting.
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
