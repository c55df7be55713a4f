import { addReview } from '../actions/add-review.js';
import type { MutationResolvers } from '../generated/resolver-types.js';

export const Mutation: MutationResolvers = {
  addReview: async (_, { input }, context) => ({ review: await addReview(context, input) }),
};
