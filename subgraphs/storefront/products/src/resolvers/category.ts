import type { CategoryResolvers } from '../generated/resolver-types.js';
import { productsOf } from './products-of.js';

export const Category: CategoryResolvers = {
  __resolveReference: (reference, { loaders }) =>
    'id' in reference ? loaders.categoryById.load(reference.id) : loaders.categoryBySlug.load(reference.slug),
  products: ({ id }, page, { loaders }) =>
    productsOf(id, page, loaders.productsOfCategory, loaders.productCountByCategory),
};
