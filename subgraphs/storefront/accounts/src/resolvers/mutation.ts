import { registerUser } from '../actions/register-user.js';
import { updateUser } from '../actions/update-user.js';
import type { MutationResolvers } from '../generated/resolver-types.js';

export const Mutation: MutationResolvers = {
  registerUser: async (_, { input }, context) => ({ user: await registerUser(context, input) }),
  updateUser: async (_, { input }, context) => ({ user: await updateUser(context, input) }),
};
