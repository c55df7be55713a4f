import { paginate } from '@kontor/subgraph';
import type { SubgraphResolvers } from '../generated/resolver-types.js';
import { keyOf } from '../store/subgraph-versions.js';
import { bySequence, sequenceAfter } from './sequence-cursor.js';

/** Reached only through a variant, whose resolvers ask for graph:read. */
export const Subgraph: SubgraphResolvers = {
  activeVersion: async ({ activeVersionId }, _arguments, { loaders }) => {
    const version = await loaders.versionById.load(activeVersionId);
    if (!version) throw new Error(`active version ${activeVersionId} is gone`);
    return version;
  },
  versions: (subgraph, page, { loaders }) => {
    const key = keyOf(subgraph);
    return paginate(page, {
      cursor: bySequence,
      load: ({ take, after }) =>
        loaders.versionsOfSubgraph.load({ parent: key, limit: take, after: sequenceAfter(after) }),
      count: async () => (await loaders.versionCountOfSubgraph.load(key)) ?? 0,
    });
  },
};
