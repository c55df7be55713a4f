import { parseGraphRef } from '@kontor/protocol';
import { paginate } from '@kontor/subgraph';
import type { QueryResolvers } from '../generated/resolver-types.js';
import type { GraphScope } from '../store/graphs.js';
import { findVisibleLaunch, findVisibleVariantByRef } from './find-visible.js';
import { onlyVisible, requirePermission } from './permit.js';

export const Query: QueryResolvers = {
  graph: async (_parent, { name }, context) =>
    onlyVisible(context, await context.loaders.graphByName.load(name)),

  graphs: (_parent, page, context) => {
    requirePermission(context, 'graph:read');
    const { actor, services } = context;
    const scope: GraphScope = {
      organisationId: actor.kind === 'SYSTEM' ? null : actor.organisationId,
      names: actor.graphs,
    };
    return paginate(page, {
      cursor: { shape: ['string'], of: ({ name }) => [name] },
      load: ({ take, after }) =>
        services.store.graphs.page(scope, { limit: take, after: after?.[0] ?? null }),
      count: () => services.store.graphs.count(scope),
    });
  },

  variant: async (_parent, { ref }, context) => {
    requirePermission(context, 'graph:read');
    const parsed = parseGraphRef(ref);
    return parsed ? findVisibleVariantByRef(context, parsed) : null;
  },

  launch: (_parent, { id }, context) => findVisibleLaunch(context, id),
};
