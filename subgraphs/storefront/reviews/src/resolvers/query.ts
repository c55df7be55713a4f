import { listReviews } from '../actions/list-reviews.js';
import type { QueryResolvers } from '../generated/resolver-types.js';

export const Query: QueryResolvers = {
  review: (_, { id }, { loaders }) => loaders.reviewById.load(id),
  reviews: (_, args, context) => listReviews(context, args),
};
