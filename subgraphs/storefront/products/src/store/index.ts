import { createBrandStore, type BrandStore } from './brand-store.js';
import { createCategoryStore, type CategoryStore } from './category-store.js';
import type { Database } from './database.js';
import { createMediaStore, type MediaStore } from './media-store.js';
import { createProductStore, type ProductStore } from './product-store.js';
import { createSearchStore, type SearchStore } from './search-store.js';

export interface Stores {
  products: ProductStore;
  categories: CategoryStore;
  brands: BrandStore;
  media: MediaStore;
  search: SearchStore;
}

export const createStores = ({ prisma }: Database): Stores => ({
  products: createProductStore(prisma),
  categories: createCategoryStore(prisma),
  brands: createBrandStore(prisma),
  media: createMediaStore(prisma),
  search: createSearchStore(prisma),
});
