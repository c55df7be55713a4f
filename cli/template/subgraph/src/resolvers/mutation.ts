import { createSprocket } from '../actions/create-{{item}}.js';
import type { MutationResolvers } from '../generated/resolver-types.js';

export const mutation: MutationResolvers = {
  createSprocket: async (_, { input }, context) => ({ sprocket: await createSprocket(context, input) }),
};
