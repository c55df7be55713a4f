import type { ProductResolvers } from '../generated/resolver-types.js';
import { found } from './found.js';

export const Product: ProductResolvers = {
  __resolveReference: (reference, { loaders }) =>
    'id' in reference ? loaders.productById.load(reference.id) : loaders.productBySku.load(reference.sku),
  price: ({ priceMinor, currency }) => ({ amountMinor: priceMinor, currency }),
  category: async ({ categoryId }, _, { loaders }) => found(await loaders.categoryById.load(categoryId)),
  brand: async ({ brandId }, _, { loaders }) => found(await loaders.brandById.load(brandId)),
  media: async ({ id }, _, { loaders }) => (await loaders.mediaByProduct.load(id)).map(({ media }) => media),
  addedAt: ({ addedAt }) => addedAt.toISOString(),
};
