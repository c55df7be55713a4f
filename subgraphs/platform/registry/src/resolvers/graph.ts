import { paginate } from '@kontor/subgraph';
import type { GraphResolvers } from '../generated/resolver-types.js';
import { onlyVisible, permitOnGraph } from './permit.js';

export const Graph: GraphResolvers = {
  __resolveReference: async (reference, context) =>
    onlyVisible(
      context,
      'id' in reference
        ? await context.loaders.graphById.load(reference.id)
        : await context.loaders.graphByName.load(reference.name),
    ),
  organisation: ({ organisationId }) => ({ id: organisationId }),
  createdBy: ({ createdById }) => ({ id: createdById }),
  createdAt: ({ createdAt }) => createdAt.toISOString(),
  variants: async ({ id }, page, context) => {
    await permitOnGraph(context, 'graph:read', id);
    const { variantsOfGraph, variantCountOfGraph } = context.loaders;
    return paginate(page, {
      cursor: { shape: ['string'], of: ({ name }) => [name] },
      load: ({ take, after }) => variantsOfGraph.load({ parent: id, limit: take, after: after?.[0] ?? null }),
      count: async () => (await variantCountOfGraph.load(id)) ?? 0,
    });
  },
};
