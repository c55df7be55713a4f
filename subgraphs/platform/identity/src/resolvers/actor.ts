import type { ActorResolvers } from '../generated/resolver-types.js';

export const Actor: ActorResolvers = {
  /** From a version or launch to who made it; the loader shows only actors that the caller's organisation knows. */
  __resolveReference: ({ id }, { loaders }) => loaders.actors.load(id),
};
