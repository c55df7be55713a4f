import type { Resolvers } from '../generated/resolver-types.js';
import { Brand } from './brand.js';
import { Category } from './category.js';
import { Media } from './media.js';
import { Product } from './product.js';
import { Query } from './query.js';
import { SearchResult } from './search-result.js';

export const resolvers: Resolvers = { Query, Product, Category, Brand, Media, SearchResult };
