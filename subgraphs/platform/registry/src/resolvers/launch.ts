import type { LaunchResolvers } from '../generated/resolver-types.js';
import { findVisibleLaunch } from './find-visible.js';
import { permitOnGraph } from './permit.js';
import { supergraphOf } from './supergraph.js';

export const Launch: LaunchResolvers = {
  __resolveReference: ({ id }, context) => findVisibleLaunch(context, id),
  variant: async ({ variantId }, _arguments, context) => {
    const variant = await variantOf(variantId, context);
    await permitOnGraph(context, 'graph:read', variant.graphId);
    return variant;
  },
  version: ({ versionId }, _arguments, { loaders }) =>
    versionId === null ? null : loaders.versionById.load(versionId),
  supergraph: async (launch, _arguments, context) => {
    const variant = await variantOf(launch.variantId, context);
    await permitOnGraph(context, 'supergraph:read', variant.graphId);
    return supergraphOf(launch);
  },
  createdBy: ({ createdById }) => ({ id: createdById }),
  createdAt: ({ createdAt }) => createdAt.toISOString(),
  completedAt: ({ completedAt }) => completedAt?.toISOString() ?? null,
};

async function variantOf(variantId: string, { loaders }: Parameters<typeof permitOnGraph>[0]) {
  const variant = await loaders.variantById.load(variantId);
  if (!variant) throw new Error(`variant ${variantId} is gone`);
  return variant;
}
