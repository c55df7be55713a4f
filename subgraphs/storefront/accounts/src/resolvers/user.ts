import type { UserResolvers } from '../generated/resolver-types.js';

export const User: UserResolvers = {
  __resolveReference: (reference, { loaders }) =>
    'id' in reference ? loaders.userById.load(reference.id) : loaders.userByHandle.load(reference.handle),
  registeredAt: ({ registeredAt }) => registeredAt.toISOString(),
};
