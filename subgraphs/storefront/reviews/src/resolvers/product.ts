import { summarizeRatings } from '../domain/rating-summary.js';
import type { ProductResolvers } from '../generated/resolver-types.js';
import { reviewsOf } from './reviews-of.js';

export const Product: ProductResolvers = {
  // Whether a product exists is for products to say: here it has reviews or it has none.
  __resolveReference: (reference) => reference,
  rating: async ({ id }, _, { loaders }) => summarizeRatings(await loaders.ratingsOfProduct.load(id)),
  reviews: ({ id }, page, { loaders }) =>
    reviewsOf(id, page, loaders.reviewsOfProduct, async () => {
      const ratings = await loaders.ratingsOfProduct.load(id);
      return summarizeRatings(ratings).count;
    }),
};
