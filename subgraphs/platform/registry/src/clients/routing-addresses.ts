import { lookup } from 'node:dns/promises';
import { literalAddressOf } from '@kontor/protocol';
import { refusePrivate } from '../domain/routing-url.js';
import type { Rejection } from '../domain/rejection.js';

/**
 * Where a routing URL leads, asked when it is published. It may lead elsewhere tomorrow: the gateway asks again whenever
 * it connects. Here the publisher hears of it, instead of the first client.
 */
export interface RoutingAddresses {
  refuse(routingUrl: string | undefined): Promise<Rejection | undefined>;
}

export function createRoutingAddresses({ privateAllowed }: { privateAllowed: boolean }): RoutingAddresses {
  return {
    async refuse(routingUrl) {
      const url = privateAllowed || routingUrl === undefined ? null : URL.parse(routingUrl);
      return url ? refusePrivate(url.href, await addressesOf(url)) : undefined;
    },
  };
}

/** None for a name that does not resolve here: the gateway may know it, and does not connect to what is private. */
async function addressesOf(url: URL): Promise<string[]> {
  const literal = literalAddressOf(url);
  if (literal !== undefined) return [literal];
  try {
    return (await lookup(url.hostname, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
