import type { LookupFunction } from 'node:net';
import { Pool } from 'undici';

export interface PoolLimits {
  /** Open connections to one subgraph; further fetches wait for one. */
  connectionsMax: number;
  connectTimeoutMs: number;
  /** An idle connection is kept this long; must be shorter than what subgraphs keep theirs. */
  keepAliveMs: number;
  responseBytesMax: number;
  /** How the host of an origin is resolved; undefined: as the system does. */
  lookupOf?: (origin: string) => LookupFunction | undefined;
}

export interface ConnectionPools {
  /** The pool of an origin, made on first use. */
  of(origin: string): Pool;
  /** Lets go of the origins that no supergraph in service names any more; their requests in flight finish. */
  keepOnly(origins: ReadonlySet<string>): void;
  close(): Promise<void>;
}

export function createConnectionPools(limits: PoolLimits): ConnectionPools {
  const pools = new Map<string, Pool>();
  return {
    of(origin) {
      const existing = pools.get(origin);
      if (existing) return existing;
      const lookup = limits.lookupOf?.(origin);
      const pool = new Pool(origin, {
        connections: limits.connectionsMax,
        connect: { timeout: limits.connectTimeoutMs, ...(lookup && { lookup }) },
        keepAliveTimeout: limits.keepAliveMs,
        keepAliveMaxTimeout: limits.keepAliveMs,
        maxResponseSize: limits.responseBytesMax,
        pipelining: 1,
        allowH2: false,
        // The fetch's own deadline covers both.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      pools.set(origin, pool);
      return pool;
    },
    keepOnly(origins) {
      for (const [origin, pool] of pools) {
        if (origins.has(origin)) continue;
        pools.delete(origin);
        void pool.close();
      }
    },
    async close() {
      const all = [...pools.values()];
      pools.clear();
      await Promise.all(all.map((pool) => pool.destroy()));
    },
  };
}
