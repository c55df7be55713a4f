import type { LookupFunction } from 'node:net';
import type { OutgoingConnectionsFacts } from '@kontor/telemetry';
import { createHttp1Transport } from './http1/http1-transport.js';
import type { Transport, TransportLimits } from './transport.js';
import { createUndiciTransport } from './undici-transport.js';

export interface TransportsOptions extends TransportLimits {
  /** How the host of an origin is resolved; undefined: as the system does. */
  readonly lookupOf: (origin: string) => LookupFunction | undefined;
}

export interface Transports {
  /** The connections to an origin, made on first use. */
  of(origin: string): Transport;
  /** Lets go of the origins that no supergraph in service names any more; their requests in flight finish. */
  keepOnly(origins: ReadonlySet<string>): void;
  facts(): OutgoingConnectionsFacts[];
  close(): Promise<void>;
}

/**
 * Which way an origin's fetches go. Plain `http:` inside a data centre is where fetches are many and each microsecond counts:
 * it has a client of its own. Everything else is left to undici.
 */
function transportFor(origin: string, options: TransportsOptions): Transport {
  const url = new URL(origin);
  const lookup = options.lookupOf(origin);
  return url.protocol === 'http:'
    ? createHttp1Transport(url, options, lookup)
    : createUndiciTransport(origin, options, lookup);
}

export function createTransports(options: TransportsOptions): Transports {
  const transports = new Map<string, Transport>();
  return {
    of(origin) {
      let transport = transports.get(origin);
      if (!transport) {
        transport = transportFor(origin, options);
        transports.set(origin, transport);
      }
      return transport;
    },
    keepOnly(origins) {
      for (const [origin, transport] of transports) {
        if (origins.has(origin)) continue;
        transports.delete(origin);
        transport.release();
      }
    },
    facts: () =>
      [...transports].map(([origin, transport]) => {
        const { hostname, port, protocol } = new URL(origin);
        const { connections, idle, waiting } = transport.facts();
        return {
          address: hostname,
          port: Number(port) || (protocol === 'https:' ? 443 : 80),
          active: connections - idle,
          idle,
          waiting,
        };
      }),
    async close() {
      const all = [...transports.values()];
      transports.clear();
      await Promise.all(all.map((transport) => transport.destroy()));
    },
  };
}
