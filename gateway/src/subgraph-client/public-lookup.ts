import { lookup as resolve, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from '@kontor/protocol';

export const ADDRESS_PRIVATE = 'ERR_ADDRESS_PRIVATE';

/**
 * A resolver for connections to public addresses only. It decides about the very addresses that are dialled then: a name
 * that leads elsewhere since it was published, or from one look to the next, gains nothing.
 */
export function createPublicLookup(resolver: typeof resolve = resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolver(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, []);
      const hidden = addresses.find(({ address }) => !isPublicAddress(address));
      if (hidden) {
        const why = new Error(`${hostname} is at ${hidden.address}, which is no public address`);
        return callback(Object.assign(why, { code: ADDRESS_PRIVATE }), []);
      }
      const [first] = addresses;
      if (options.all || !first) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
