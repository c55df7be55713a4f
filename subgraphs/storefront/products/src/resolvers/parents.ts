// What resolvers receive as parents, by GraphQL type: named in codegen.mappers.json.
import type { Connection } from '@kontor/subgraph';
import type { SearchResult } from '../actions/search.js';
import type { Brand, Category, Media, Product } from '../domain/catalogue.js';

export type BrandParent = Brand;
export type BrandConnectionParent = Connection<Brand>;
export type CategoryParent = Category;
export type CategoryConnectionParent = Connection<Category>;
export type MediaParent = Media;
export type ProductParent = Product;
export type ProductConnectionParent = Connection<Product>;
export type SearchConnectionParent = Connection<SearchResult>;
export type SearchResultParent = SearchResult;
