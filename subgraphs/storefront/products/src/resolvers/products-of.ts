import { paginate, type Connection, type Loader, type PageArguments } from '@kontor/subgraph';
import type { Product } from '../domain/catalogue.js';
import type { FoundProduct, ProductsOf } from '../store/product-store.js';

/** The products of one parent, loaded together with those of all other parents of the same request. */
export const productsOf = (
  parentId: string,
  page: PageArguments,
  products: Loader<ProductsOf, readonly FoundProduct[]>,
  counts: Loader<string, { count: number } | null>,
): Promise<Connection<Product>> =>
  paginate(page, {
    cursor: { shape: ['string', 'string'], of: ({ name, id }) => [name, id] },
    load: async ({ take, after }) =>
      (await products.load({ parentId, take, after })).map(({ product }) => product),
    count: async () => (await counts.load(parentId))?.count ?? 0,
  });
