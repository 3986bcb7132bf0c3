import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses.ts';

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** A host that must not be connected to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  constructor() {
    super('its address is not one of the public internet');
  }
}

/**
 * What a socket looks names up with. The addresses that are checked are those that are connected to, so a name that changes between two
 * answers gains nothing; one address that is not public is enough for a refusal. Sockets look up names only: whoever
 * connects to an address checks it before.
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
