import { checkSubgraph } from '../actions/check-subgraph.js';
import { createGraph } from '../actions/create-graph.js';
import { deleteSubgraph } from '../actions/delete-subgraph.js';
import { publishSubgraph } from '../actions/publish-subgraph.js';
import type { MutationResolvers } from '../generated/resolver-types.js';
import { orThrow } from './permit.js';

export const Mutation: MutationResolvers = {
  createGraph: async (_parent, { input }, { services, actor }) => {
    const { kind, variant } = orThrow(
      await createGraph(services, actor, {
        ref: input.ref,
        organisationId: input.organisationId ?? null,
        dryRun: input.dryRun ?? false,
      }),
    );
    return { variant, created: kind === 'created' };
  },

  publishSubgraph: async (_parent, { input }, { services, actor }) =>
    orThrow(await publishSubgraph(services, actor, input)),

  checkSubgraph: async (_parent, { input }, { services, actor }) =>
    orThrow(
      await checkSubgraph(services, actor, {
        ref: input.ref,
        name: input.name,
        sdl: input.sdl ?? null,
        routingUrl: input.routingUrl ?? null,
      }),
    ),

  deleteSubgraph: async (_parent, { input }, { services, actor }) =>
    orThrow(await deleteSubgraph(services, actor, { ...input, dryRun: input.dryRun ?? false })),
};
