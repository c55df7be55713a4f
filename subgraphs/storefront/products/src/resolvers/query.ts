import { paginate } from '@kontor/subgraph';
import { listProducts } from '../actions/list-products.js';
import { search } from '../actions/search.js';
import type { QueryResolvers } from '../generated/resolver-types.js';

export const Query: QueryResolvers = {
  product: (_, { id }, { loaders }) => loaders.productById.load(id),
  productBySku: (_, { sku }, { loaders }) => loaders.productBySku.load(sku.toUpperCase()),
  products: (_, { filter, ...page }, context) => listProducts(context, { ...page, filter: filter ?? {} }),
  category: (_, { slug }, { loaders }) => loaders.categoryBySlug.load(slug),
  categories: (_, page, { stores }) =>
    paginate(page, {
      cursor: { shape: ['string', 'string'], of: ({ name, id }) => [name, id] },
      load: stores.categories.list,
      count: stores.categories.count,
    }),
  brand: (_, { id }, { loaders }) => loaders.brandById.load(id),
  brands: (_, page, { stores }) =>
    paginate(page, {
      cursor: { shape: ['string'], of: ({ name }) => [name] },
      load: stores.brands.list,
      count: stores.brands.count,
    }),
  search: (_, args, context) => search(context, args),
};
