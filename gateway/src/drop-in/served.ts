import { LRUCache } from 'lru-cache';
import type { ExplainedOperation, LoadedSupergraph } from '../engine/engine.js';
import type { ServiceEndpoint } from './apollo-types.js';
import type { Served } from './in-service.js';

export interface ServedHere extends Served {
  readonly loaded: LoadedSupergraph;
  readonly sdl: string;
  readonly urls: readonly string[];
  readonly endpoints: readonly ServiceEndpoint[];
  /** Of operations that were let pass, for who wants to know their plans. */
  readonly admitted: LRUCache<string, Admitted>;
}

export interface Admitted {
  explained?: Promise<ExplainedOperation | undefined>;
}

export function createServed(
  loaded: LoadedSupergraph,
  sdl: string,
  endpoints: readonly ServiceEndpoint[],
  entriesMax: number,
): ServedHere {
  const urls = endpoints.map(({ url = '' }) => url);
  return {
    schema: loaded.apiSchema,
    loaded,
    sdl,
    urls,
    endpoints,
    admitted: new LRUCache({ max: entriesMax }),
  };
}
