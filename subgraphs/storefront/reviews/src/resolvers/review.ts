import type { ReviewResolvers } from '../generated/resolver-types.js';

export const Review: ReviewResolvers = {
  __resolveReference: (reference, { loaders }) =>
    'id' in reference
      ? loaders.reviewById.load(reference.id)
      : loaders.reviewByKey.load({ productId: reference.product.id, authorId: reference.author.id }),
  product: ({ productId }) => ({ id: productId }),
  author: ({ authorId, authorHandle }) => ({ id: authorId, handle: authorHandle }),
  createdAt: ({ createdAt }) => createdAt.toISOString(),
};
