import { formatGraphRef, parseGraphRef } from '@kontor/protocol';
import { paginate } from '@kontor/subgraph';
import type { VariantResolvers } from '../generated/resolver-types.js';
import { findVisibleVariant, findVisibleVariantByRef } from './find-visible.js';
import { permitOnGraph, requirePermission } from './permit.js';
import { bySequence, sequenceAfter } from './sequence-cursor.js';
import { supergraphOf } from './supergraph.js';

export const Variant: VariantResolvers = {
  __resolveReference: async (reference, context) => {
    if ('id' in reference) return findVisibleVariant(context, reference.id);
    const ref = parseGraphRef(reference.ref);
    requirePermission(context, 'graph:read');
    return ref ? findVisibleVariantByRef(context, ref) : null;
  },
  ref: async ({ graphId, name }, _arguments, { loaders }) => {
    const graph = await loaders.graphById.load(graphId);
    if (!graph) throw new Error(`graph ${graphId} is gone`);
    return formatGraphRef({ graph: graph.name, variant: name });
  },
  createdAt: ({ createdAt }) => createdAt.toISOString(),
  graph: ({ graphId }, _arguments, context) => permitOnGraph(context, 'graph:read', graphId),

  subgraphs: async ({ id, graphId }, page, context) => {
    await permitOnGraph(context, 'graph:read', graphId);
    const { subgraphsOfVariant, subgraphCountOfVariant } = context.loaders;
    return paginate(page, {
      cursor: { shape: ['string'], of: ({ name }) => [name] },
      load: ({ take, after }) =>
        subgraphsOfVariant.load({ parent: id, limit: take, after: after?.[0] ?? null }),
      count: async () => (await subgraphCountOfVariant.load(id)) ?? 0,
    });
  },

  subgraph: async ({ id, graphId }, { name }, context) => {
    await permitOnGraph(context, 'graph:read', graphId);
    return context.loaders.subgraph.load({ variantId: id, name });
  },

  launches: async ({ id, graphId }, page, context) => {
    await permitOnGraph(context, 'graph:read', graphId);
    const { launchesOfVariant, launchCountOfVariant } = context.loaders;
    return paginate(page, {
      cursor: bySequence,
      load: ({ take, after }) =>
        launchesOfVariant.load({ parent: id, limit: take, after: sequenceAfter(after) }),
      count: async () => (await launchCountOfVariant.load(id)) ?? 0,
    });
  },

  currentLaunch: async ({ graphId, currentLaunchId }, _arguments, context) => {
    await permitOnGraph(context, 'graph:read', graphId);
    return currentLaunchId === null ? null : context.loaders.launchById.load(currentLaunchId);
  },

  supergraph: async ({ graphId, currentLaunchId }, _arguments, context) => {
    await permitOnGraph(context, 'supergraph:read', graphId);
    return currentLaunchId === null
      ? null
      : supergraphOf(await context.loaders.launchById.load(currentLaunchId));
  },
};
