import { createListLoader, createLoader, type Loader } from '@kontor/subgraph';
import type { Brand, Category, Media, Product } from './domain/catalogue.js';
import type { Stores } from './store/index.js';
import type { FoundProduct, ProductsOf } from './store/product-store.js';

/** What a resolver works with: one per request, so that nothing loaded outlives it. */
export interface Context {
  readonly stores: Stores;
  readonly loaders: Loaders;
}

/** Each turns the keys of one tick into one statement. */
export interface Loaders {
  readonly productById: Loader<string, Product | null>;
  readonly productBySku: Loader<string, Product | null>;
  readonly categoryById: Loader<string, Category | null>;
  readonly categoryBySlug: Loader<string, Category | null>;
  readonly brandById: Loader<string, Brand | null>;
  readonly mediaByProduct: Loader<string, readonly { media: Media }[]>;
  readonly productsOfCategory: Loader<ProductsOf, readonly FoundProduct[]>;
  readonly productsOfBrand: Loader<ProductsOf, readonly FoundProduct[]>;
  readonly productCountByCategory: Loader<string, { count: number } | null>;
  readonly productCountByBrand: Loader<string, { count: number } | null>;
}

export function createContext(stores: Stores): Context {
  const { products, categories, brands, media } = stores;
  const pageOf = (found: FoundProduct): ProductsOf => found.page;
  const samePage = { cacheKeyOf: (page: ProductsOf) => JSON.stringify(page) };
  return {
    stores,
    loaders: {
      productById: createLoader(products.byIds, (product) => product.id),
      productBySku: createLoader(products.bySkus, (product) => product.sku),
      categoryById: createLoader(categories.byIds, (category) => category.id),
      categoryBySlug: createLoader(categories.bySlugs, (category) => category.slug),
      brandById: createLoader(brands.byIds, (brand) => brand.id),
      mediaByProduct: createListLoader(media.ofProducts, (found) => found.productId),
      productsOfCategory: createListLoader(products.ofCategories, pageOf, samePage),
      productsOfBrand: createListLoader(products.ofBrands, pageOf, samePage),
      productCountByCategory: createLoader(products.countByCategory, (count) => count.parentId),
      productCountByBrand: createLoader(products.countByBrand, (count) => count.parentId),
    },
  };
}
