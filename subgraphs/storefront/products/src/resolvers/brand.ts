import type { BrandResolvers } from '../generated/resolver-types.js';
import { productsOf } from './products-of.js';

export const Brand: BrandResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.brandById.load(id),
  products: ({ id }, page, { loaders }) =>
    productsOf(id, page, loaders.productsOfBrand, loaders.productCountByBrand),
};
