import { formatGraphRef, type GraphRef } from '@kontor/protocol';
import { createLoader, type Loader } from '@kontor/subgraph';
import type { PageRequest } from './store/page.js';
import type { Store } from './store/store.js';
import { keyOf, type SubgraphKey } from './store/subgraph-versions.js';

export type Loaders = ReturnType<typeof createLoaders>;

/** Schemas are large: this many in one answer of the database at most. */
const SDL_BATCH_SIZE_MAX = 50;

/** One batch of SQL per kind of thing and tick, whatever the shape of the query. Made anew for every request. */
export const createLoaders = (store: Store) => ({
  graphById: createLoader(store.graphs.findByIds, ({ id }) => id),
  graphByName: createLoader(store.graphs.findByNames, ({ name }) => name),
  variantById: createLoader(
    (ids: readonly string[]) => store.variants.findByIds(ids),
    ({ id }) => id,
  ),
  variantByRef: createLoader(
    store.variants.findByRefs,
    ({ name, graph }): GraphRef => ({ graph: graph.name, variant: name }),
    { cacheKeyOf: formatGraphRef },
  ),
  subgraph: createLoader(
    (keys: readonly SubgraphKey[]) => store.variants.findSubgraphs(keys),
    ({ variantId, name }): SubgraphKey => ({ variantId, name }),
    { cacheKeyOf: keyOf },
  ),
  versionById: createLoader(
    (ids: readonly string[]) => store.subgraphVersions.findByIds(ids),
    ({ id }) => id,
  ),
  versionSdl: createMapLoader((ids) => store.subgraphVersions.findSdl(ids), SDL_BATCH_SIZE_MAX),
  versionStanding: createMapLoader((ids) => store.subgraphVersions.findStandings(ids)),
  launchById: createLoader(
    (ids: readonly string[]) => store.launches.findByIds(ids),
    ({ id }) => id,
  ),
  artifactByHash: createLoader(store.artifacts.findByHashes, ({ hash }) => hash, {
    batchSizeMax: SDL_BATCH_SIZE_MAX,
  }),

  variantsOfGraph: createPageLoader((ids, page: PageRequest<string>) =>
    store.variants.pageByGraph(ids, page),
  ),
  variantCountOfGraph: createMapLoader((ids) => store.variants.countByGraph(ids)),
  subgraphsOfVariant: createPageLoader((ids, page: PageRequest<string>) =>
    store.variants.pageSubgraphs(ids, page),
  ),
  subgraphCountOfVariant: createMapLoader((ids) => store.variants.countSubgraphs(ids)),
  launchesOfVariant: createPageLoader((ids, page: PageRequest<number>) =>
    store.launches.pageByVariant(ids, page),
  ),
  launchCountOfVariant: createMapLoader((ids) => store.launches.countByVariant(ids)),
  versionsOfSubgraph: createPageLoader((keys, page: PageRequest<number>) =>
    store.subgraphVersions.pageBySubgraph(keys, page),
  ),
  versionCountOfSubgraph: createMapLoader((keys) => store.subgraphVersions.countBySubgraph(keys)),
});

/** For batches that answer with a map. */
function createMapLoader<Value>(
  batch: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  batchSizeMax?: number,
): Loader<string, Value | null> {
  const entries = createLoader<string, readonly [string, Value]>(
    async (keys) => [...(await batch(keys))],
    ([key]) => key,
    batchSizeMax === undefined ? {} : { batchSizeMax },
  );
  const valueOf = async (key: string): Promise<Value | null> => (await entries.load(key))?.[1] ?? null;
  return {
    load: valueOf,
    loadMany: (keys) => Promise.all(keys.map(valueOf)),
    clear: entries.clear,
    prime: (key, value) => (value === null ? undefined : entries.prime(key, [key, value])),
  };
}

export interface PageOf<Cursor> extends PageRequest<Cursor> {
  readonly parent: string;
}

/** The same page of many parents: one batch per page that is asked for, so one per place in the query. */
function createPageLoader<Row, Cursor extends string | number>(
  batch: (
    parents: readonly string[],
    page: PageRequest<Cursor>,
  ) => Promise<ReadonlyMap<string, readonly Row[]>>,
): { load(page: PageOf<Cursor>): Promise<readonly Row[]> } {
  const byPage = new Map<string, Loader<string, readonly Row[] | null>>();
  return {
    async load({ parent, limit, after }) {
      const page = JSON.stringify([limit, after]);
      const loader = byPage.get(page) ?? createMapLoader((parents) => batch(parents, { limit, after }));
      byPage.set(page, loader);
      return (await loader.load(parent)) ?? [];
    },
  };
}
