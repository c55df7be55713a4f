import type { UserResolvers } from '../generated/resolver-types.js';
import { reviewsOf } from './reviews-of.js';

export const User: UserResolvers = {
  // Whether a user exists is for accounts to say: here it has written reviews or it has not.
  __resolveReference: (reference) => reference,
  reviews: ({ id }, page, { loaders }) =>
    reviewsOf(id, page, loaders.reviewsOfAuthor, async () => {
      const found = await loaders.reviewCountByAuthor.load(id);
      return found?.count ?? 0;
    }),
};
