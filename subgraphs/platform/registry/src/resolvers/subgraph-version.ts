import { subgraphVersionStatus } from '../domain/subgraph-version-status.js';
import type { SubgraphVersionResolvers } from '../generated/resolver-types.js';
import { findVisibleVersion } from './find-visible.js';

export const SubgraphVersion: SubgraphVersionResolvers = {
  __resolveReference: ({ id }, context) => findVisibleVersion(context, id),
  sdl: async ({ id }, _arguments, { loaders }) => present(await loaders.versionSdl.load(id), id),
  status: async ({ id }, _arguments, { loaders }) =>
    subgraphVersionStatus(present(await loaders.versionStanding.load(id), id)),
  createdBy: ({ createdById }) => ({ id: createdById }),
  createdAt: ({ createdAt }) => createdAt.toISOString(),
};

function present<Value>(value: Value | null, id: string): Value {
  if (value === null) throw new Error(`version ${id} is gone`);
  return value;
}
