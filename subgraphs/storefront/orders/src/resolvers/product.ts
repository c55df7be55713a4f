import type { ProductResolvers } from '../generated/resolver-types.js';

export const Product: ProductResolvers = {
  __resolveReference: (reference) => reference,
};
